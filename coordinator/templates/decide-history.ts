import { parseDurationMs } from '../../shared/domain/duration.ts';
import { isTerminal, type PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import type { Child } from './template-store.ts';

export const occasionDayMs = 86_400_000;

/**
 * The ended children beyond the history limits, oldest first. What a trigger still counts, for its cooldown or its
 * maximum a day, is kept: it is the memory of them.
 */
export function decideHistory(
  spec: PowerToolSpec,
  children: readonly Child[],
  nowMs: number,
): readonly Child[] {
  const keptMs = spec.trigger === undefined ? 0 : countedMs(spec.trigger);
  const ended = children
    .filter((child) => isTerminal(child.phase))
    .toSorted((left, right) => left.dueMs - right.dueMs || (left.name < right.name ? -1 : 1));
  const beyond = (some: readonly Child[], limit: number): readonly Child[] =>
    some.slice(0, Math.max(0, some.length - limit));
  return [
    ...beyond(
      ended.filter((child) => child.phase === 'Succeeded'),
      spec.successfulRunsHistoryLimit,
    ),
    ...beyond(
      ended.filter((child) => child.phase !== 'Succeeded'),
      spec.failedRunsHistoryLimit,
    ),
  ].filter((child) => nowMs - child.dueMs >= keptMs);
}

/** How long an occasion counts for a trigger. */
export function countedMs(trigger: NonNullable<PowerToolSpec['trigger']>): number {
  return Math.max(occasionDayMs, parseDurationMs(trigger.cooldown) ?? 0);
}
