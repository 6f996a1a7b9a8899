export interface BackoffRule {
  readonly initialMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait before try number `attempt` (from 0): exponential, with full jitter above half of it, so that
 * a fleet that lost its coordinator at one instant does not come back at one instant. `random` is in [0, 1).
 */
export function backoffMs(rule: BackoffRule, attempt: number, random: number): number {
  const ceiling = Math.min(rule.maxMs, rule.initialMs * 2 ** Math.min(attempt, 30));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
