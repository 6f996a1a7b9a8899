import { toDurationText } from '../../shared/domain/duration.ts';
import type { ToolEnding } from '../execution/tool-request.ts';

/** The cause of a stop for which nobody asked. */
export const targetsGone = { reason: 'TargetGone', message: 'Nothing was left to look at' } as const;

export interface TargetFacts {
  /** What the tool looks at: the processes themselves, or their network, which may outlive them. */
  readonly sort: 'processes' | 'network';
  /** How many of the processes that the tool was kept to are still there; undefined where it was kept to none. */
  readonly livingCount: number | undefined;
  /** From the start until now. */
  readonly elapsedMs: number;
  readonly durationMs: number;
}

/**
 * The end of a tool in the light of its targets: one that ended of itself before its time, when every process it was
 * kept to had ended, or that was stopped for that, has not observed what was asked. What it recorded until then is kept.
 * A tool that looks at a network and is done has seen what it wanted, whoever is left.
 */
export function judgeTargets(end: ToolEnding, facts: TargetFacts): ToolEnding {
  const isStopped = end.reason === targetsGone.reason;
  if (!isStopped && !isEndedByTargets(end, facts)) return end;
  const after = `${toDurationText(Math.round(facts.elapsedMs))} after the start`;
  const when = end.startedMonotonicUs === 0 ? 'before the start' : after;
  const message = `Every process of the pods had ended ${when}, before the ${toDurationText(facts.durationMs)} were over`;
  return {
    ...end,
    ending: 'targetGone',
    cause: 'targetGone',
    reason: 'TargetGone',
    message: isStopped || end.message === '' ? message : `${message}: ${end.message}`,
  };
}

function isEndedByTargets({ cause, ending }: ToolEnding, facts: TargetFacts): boolean {
  if (cause !== 'exit' || facts.livingCount !== 0 || facts.elapsedMs >= facts.durationMs) return false;
  return ending === 'failed' || (ending === 'succeeded' && facts.sort === 'processes');
}
