import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { readText } from './api-answer.ts';
import type { ClusterApi } from './cluster-api.ts';
import { explainRefusal, type RefusedPerson } from './explain-refusal.ts';

/** The shortest life that the API server gives a token. */
const lifeSeconds = 600;
const renewBeforeMs = 60_000;

export interface ServiceAccountName {
  readonly namespace: string;
  readonly name: string;
}

/** Reads `NAMESPACE/NAME`; throws a CliError where it is none. */
export function parseServiceAccount(text: string): ServiceAccountName {
  const [, namespace, name] = /^([a-z0-9-]{1,63})\/([a-z0-9.-]{1,253})$/.exec(text) ?? [];
  if (namespace !== undefined && name !== undefined) return { namespace, name };
  throw new CliError(
    `Cannot call the coordinator as service account "${text}": that is not its namespace and name: write it as toe-system/oncall`,
    { exitCode: exitCodes.usage },
  );
}

/** Gives tokens of a service account, each for ten minutes, a new one before the last expires. They are kept nowhere. */
export function makeServiceAccountTokens(
  { namespace, name }: ServiceAccountName,
  deps: {
    readonly api: Pick<ClusterApi, 'createToken'>;
    readonly kubeconfig: RefusedPerson;
    readonly clock: Clock;
  },
): () => Promise<string> {
  let token = '';
  let renewAtUs = 0;
  return async () => {
    if (deps.clock.monotonicUs() < renewAtUs) return token;
    const goal = `get a token of service account "${name}" in namespace "${namespace}"`;
    const answer = await deps.api.createToken(namespace, name, lifeSeconds);
    if (answer.kind === 'refused') throw explainRefusal(goal, answer, deps.kubeconfig);
    const status = readMember(answer.body, 'status');
    token = readText(status, 'token');
    if (token === '') throw new CliError(`Cannot ${goal}: the API server answered without one`);
    // The server may give another life than was asked for; a clock that is wrong here must not make it longer.
    const expires: unknown = readMember(status, 'expirationTimestamp');
    const lifeMs = expires instanceof Date ? expires.getTime() - deps.clock.unixUs() / 1000 : 0;
    renewAtUs = deps.clock.monotonicUs() + Math.min(lifeMs, lifeSeconds * 1000) * 1000 - renewBeforeMs * 1000;
    return token;
  };
}
