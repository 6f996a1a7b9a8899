import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { ApiRefusal } from './api-answer.ts';
import type { Kubeconfig } from './load-kubeconfig.ts';

/** Who was refused where, in the words of their kubeconfig. */
export type RefusedPerson = Pick<Kubeconfig, 'context' | 'user'>;

/**
 * A refusal of the API server for people, fault by fault. `goal` completes "Cannot …". An object that is invalid is a
 * matter of usage, everything else is a failure.
 */
export function explainRefusal(goal: string, refusal: ApiRefusal, kubeconfig: RefusedPerson): CliError {
  const { context, user } = kubeconfig;
  const [only = '', ...more] = refusal.faults;
  const why = more.length === 0 ? only : ['the API server found faults:', only, ...more].join('\n  ');
  if (!refusal.isResourceKnown) {
    return new CliError(
      `Cannot ${goal}: the cluster of context "${context}" has no PowerTools: TOE is not installed there`,
      {
        next: 'install TOE there, or choose another cluster with --context',
      },
    );
  }
  switch (refusal.code) {
    case 400:
    case 413:
    case 422:
      return new CliError(`Cannot ${goal}: ${why}`, {
        exitCode: exitCodes.usage,
        next: 'toe tools, toe nodes',
      });
    case 401:
      return new CliError(
        `Cannot ${goal}: the API server of context "${context}" does not accept the credential of user "${user}"`,
        { next: `log in again as your cluster asks it; to check: kubectl --context ${context} auth whoami` },
      );
    case 403:
      return new CliError(`Cannot ${goal}: ${why}`, {
        next: 'ask an administrator for this right, or give a namespace where you have it (-n)',
      });
    case 404:
      return new CliError(`Cannot ${goal}: ${why}`, { next: 'toe get -A' });
    case 409:
      return new CliError(`Cannot ${goal}: ${why}`, { next: 'toe get' });
    default:
      return new CliError(`Cannot ${goal}: ${why}`, {
        next: `kubectl --context ${context} get --raw /readyz`,
      });
  }
}
