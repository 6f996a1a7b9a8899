import type { Log } from '../../shared/log.ts';
import type { OpenedUpload } from './artifact-store.ts';

/**
 * How the bytes of an upload come: relayed by the coordinator, stored by the agent itself, or relayed although the
 * agent could or should have done that, because the server or the agent has not what it takes.
 */
export const uploadWays = ['relayed', 'direct', 'relayedForServer', 'relayedForAgent'] as const;
export type UploadWay = (typeof uploadWays)[number];

/** `problem` is what an agent says that could not reach the object store. */
export function toUploadWay(
  opened: Pick<Extract<OpenedUpload, { kind: 'open' }>, 'direct' | 'lacksDirect'>,
  problem: string,
): UploadWay {
  if (opened.direct !== undefined) return 'direct';
  if (opened.lacksDirect === true) return 'relayedForServer';
  return problem === '' ? 'relayed' : 'relayedForAgent';
}

const problemLength = 500;

/** The words of an agent, as they may stand in a log. */
export function logProblem(
  problem: string,
  about: { readonly runUid: string; readonly node: string; readonly key: string },
  log: Log,
): void {
  const why = problem.replaceAll(/[^\x20-\x7e…]/g, '?').slice(0, problemLength);
  const { runUid: run, node, key } = about;
  log.warn({ run, node, key, why }, 'Relayed an upload whose agent could not reach the object store');
}
