import { status } from '@grpc/grpc-js';
import type { Log } from '../../shared/log.ts';
import { coordinatorAudience, parseTokenClaims, readBearerToken } from '../../shared/rpc/token-claims.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import {
  type Access,
  type IdentityProvider,
  type IncomingCall,
  type NodeIdentification,
  type Permission,
  type Person,
  type PersonIdentification,
  type Refusal,
  refuse,
} from './identity-provider.ts';
import { judgeNode, type ServiceAccount } from './judge-node.ts';
import { ReviewCache } from './review-cache.ts';
import type { ReviewedAccess, ReviewedToken, ReviewedUser, Reviews } from './reviews.ts';

export interface TokenIdentityDeps {
  readonly reviews: Reviews;
  /** Whose tokens agents hold. */
  readonly agents: ServiceAccount;
  readonly clock: Clock;
  readonly log: Log;
}

const authenticatedMs = 60_000;
const refusedMs = 5_000;
const accessMs = 10_000;
/** Two for each of 5,000 agents, which get a new token every few minutes. */
const maxEntries = 10_000;
/** More than any API server issues: nothing longer is worth a question. */
const maxTokenLength = 16_384;

type Reviewed =
  | { readonly kind: 'authenticated'; readonly user: ReviewedUser; readonly expiresUnixMs: number }
  | Refusal;

/**
 * Kubernetes: who a caller is and what they may do says the API server, by TokenReview and SubjectAccessReview.
 * What it said holds for 60 s (a token, and never past its own expiry) or 10 s (a right). Where it is away and
 * nothing is kept, the answer is UNAVAILABLE: closed, never open.
 */
export class TokenIdentity implements IdentityProvider {
  readonly #deps: TokenIdentityDeps;
  readonly #tokens: ReviewCache<ReviewedToken>;
  readonly #rights: ReviewCache<ReviewedAccess>;

  constructor(deps: TokenIdentityDeps) {
    this.#deps = deps;
    this.#tokens = new ReviewCache(deps.clock, maxEntries);
    this.#rights = new ReviewCache(deps.clock, maxEntries);
  }

  async identifyNode(call: IncomingCall): Promise<NodeIdentification> {
    const token = readBearerToken(call.metadata);
    if (token !== undefined) return await this.identifyNodeByToken(token);
    return refuse(
      status.UNAUTHENTICATED,
      'Cannot identify the node: no token came with the call: an agent sends its own with TOE_TOKEN_FILE',
    );
  }

  async identifyNodeByToken(token: string): Promise<NodeIdentification> {
    const reviewed = await this.#review(token, [coordinatorAudience]);
    if (reviewed.kind === 'refused') return reviewed;
    return judgeNode(reviewed.user, this.#deps.agents, reviewed.expiresUnixMs);
  }

  async identifyPerson(call: IncomingCall): Promise<PersonIdentification> {
    const token = readBearerToken(call.metadata);
    if (token === undefined)
      return refuse(
        status.UNAUTHENTICATED,
        'Cannot identify the caller: no token came with the call: send that of your kubeconfig, or one of "kubectl create token <service account>", as metadata "authorization: Bearer <token>"',
      );
    const reviewed = await this.#review(token, []);
    if (reviewed.kind === 'refused') return reviewed;
    const { user } = reviewed;
    return { kind: 'identified', person: { name: user.username, user } };
  }

  async mayDo(person: Person, access: Access): Promise<Permission> {
    const { user } = person;
    let reviewed: ReviewedAccess;
    try {
      reviewed = await this.#rights.read(
        [JSON.stringify({ user, access })],
        () => this.#deps.reviews.reviewAccess({ user, ...access }),
        () => accessMs,
      );
    } catch (error) {
      this.#deps.log.warn({ why: toText(error) }, 'Access could not be reviewed');
      return refuse(
        status.UNAVAILABLE,
        `Cannot tell whether user "${user.username}" may ${describeAccess(access)}: the API server did not answer: try again`,
      );
    }
    if (reviewed.kind === 'allowed') return { kind: 'allowed' };
    const why = reviewed.message === '' ? 'no role grants it' : reviewed.message;
    return refuse(
      status.PERMISSION_DENIED,
      `User "${user.username}" may not ${describeAccess(access)}: ${why}`,
    );
  }

  async #review(token: string, audiences: readonly string[]): Promise<Reviewed> {
    const { reviews, clock, log } = this.#deps;
    const expiresUnixMs = parseTokenClaims(token)?.expiresUnixMs ?? Number.POSITIVE_INFINITY;
    const leftMs = (): number => expiresUnixMs - clock.unixUs() / 1_000;
    if (token.length > maxTokenLength) return refuseToken('it is too long');
    if (leftMs() <= 0) return refuseToken(`it expired at ${new Date(expiresUnixMs).toISOString()}`);
    try {
      const reviewed = await this.#tokens.read(
        [token, ...audiences],
        () => reviews.reviewToken(token, audiences),
        ({ kind }) => (kind === 'authenticated' ? Math.min(authenticatedMs, leftMs()) : refusedMs),
      );
      if (reviewed.kind === 'refused') return refuseToken(reviewed.message);
      return { kind: 'authenticated', user: reviewed.user, expiresUnixMs };
    } catch (error) {
      log.warn({ why: toText(error).replaceAll(token, '…') }, 'Token could not be reviewed');
      return refuse(
        status.UNAVAILABLE,
        'Cannot identify the caller: the API server did not review the token: try again',
      );
    }
  }
}

/** As `create powertools.toe.run in namespace "prod"`. */
function describeAccess({ verb, group, resource, subresource, namespace, name }: Access): string {
  const kind = `${resource}${group === '' ? '' : `.${group}`}${subresource === '' ? '' : `/${subresource}`}`;
  const where = namespace === '' ? 'in the whole cluster' : `in namespace "${namespace}"`;
  return `${verb} ${kind}${name === '' ? '' : ` "${name}"`} ${where}`;
}

function refuseToken(why: string): Refusal {
  return refuse(
    status.UNAUTHENTICATED,
    `Cannot identify the caller by its token: ${why === '' ? 'the API server does not know it' : why}: get a new one`,
  );
}

const toText = (error: unknown): string => (error instanceof Error ? error.message : String(error));
