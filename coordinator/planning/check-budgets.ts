import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';

/** Why the capture would take too much of the fleet; undefined where it does not. */
export function checkBudgets(spec: PowerToolSpec, selected: number, fleetSize: number): string | undefined {
  const { maxPercentOfFleet } = spec.budgets;
  if (selected * 100 <= fleetSize * maxPercentOfFleet) return undefined;
  const most = Math.floor((fleetSize * maxPercentOfFleet) / 100);
  const remedy = most > 0 ? `choose at most ${most}, as by targets.sample` : 'raise it to take any';
  return `spec.budgets.maxPercentOfFleet: ${selected} nodes are more than ${maxPercentOfFleet} % of the ${fleetSize} that have an agent: ${remedy}`;
}
