import { isTerminal, type PowerToolStatus } from '../../shared/kinds/power-tool.ts';

/** Whether a status may follow another: how a capture ended and when never changes, whoever believes otherwise. */
export function keepsEnd(before: PowerToolStatus | undefined, after: PowerToolStatus): boolean {
  if (before === undefined || !isTerminal(before.phase)) return true;
  return before.phase === after.phase && before.completedAt === after.completedAt;
}
