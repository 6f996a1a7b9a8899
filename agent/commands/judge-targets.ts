import { toDurationText } from '../../shared/domain/duration.ts';
import type { ToolEnding } from '../execution/tool-request.ts';

export interface TargetFacts {
  /** How many of the processes that the tool was kept to are still there; undefined where it was kept to none. */
  readonly livingCount: number | undefined;
  /** From the start until now. */
  readonly elapsedMs: number;
  readonly durationMs: number;
}

/**
 * The end of a tool in the light of its targets: one that ended of itself before its time, when every process it was
 * kept to had ended, has not observed what was asked. What it recorded until then is kept.
 */
export function judgeTargets(end: ToolEnding, facts: TargetFacts): ToolEnding {
  const isByItself = end.cause === 'exit' && (end.ending === 'succeeded' || end.ending === 'failed');
  if (facts.livingCount !== 0 || !isByItself || facts.elapsedMs >= facts.durationMs) return end;
  const after = toDurationText(Math.round(facts.elapsedMs));
  const message = `Every process of the pods had ended ${after} after the start, before the ${toDurationText(facts.durationMs)} were over`;
  return {
    ...end,
    ending: 'targetGone',
    cause: 'targetGone',
    reason: 'TargetGone',
    message: end.message === '' ? message : `${message}: ${end.message}`,
  };
}
