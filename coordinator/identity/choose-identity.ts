import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { certificateIdentity } from './certificate-identity.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { ServiceAccount } from './judge-node.ts';
import type { Reviews } from './reviews.ts';
import { TokenIdentity } from './token-identity.ts';

/** By what the coordinator knows its callers. */
export type IdentityConfig =
  | {
      readonly kind: 'certificates';
      /** PEM file of the authority that must have signed every client's certificate. */
      readonly authority: string;
    }
  | { readonly kind: 'tokens'; readonly agents: ServiceAccount };

/** Throws an Error with a remedy where tokens are to be reviewed and nobody is there to review them. */
export function chooseIdentity(
  config: IdentityConfig,
  deps: { readonly reviews: Reviews | undefined; readonly clock: Clock; readonly log: Log },
): IdentityProvider {
  if (config.kind === 'certificates') return certificateIdentity;
  const { reviews, clock, log } = deps;
  if (reviews === undefined)
    throw new Error(
      'Cannot identify callers by tokens: there is no API server to review them: run the coordinator in Kubernetes, or set TOE_IDENTITY=certificates',
    );
  return new TokenIdentity({ reviews, agents: config.agents, clock, log });
}
