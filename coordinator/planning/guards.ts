import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import type { PowerToolConfigSpec } from '../../shared/kinds/power-tool-config.ts';
import type { CommandTemplate } from './plan.ts';

/** What ends a run on a node because of what it costs that node. */
export function toGuards({
  budgets,
}: PowerToolSpec): Pick<CommandTemplate, 'overheadPercent' | 'abortOnPressure'> {
  const { perNodeOverheadPercent, abortOnPressure } = budgets;
  return {
    overheadPercent: perNodeOverheadPercent,
    abortOnPressure: abortOnPressure && {
      cpu: abortOnPressure.cpu ?? 0,
      memory: abortOnPressure.memory ?? 0,
      io: abortOnPressure.io ?? 0,
    },
  };
}

/** A fault for each bound on the cost of a tool that runs inside the agent, where nothing could hold it. */
export function checkGuards(
  { tool, budgets }: PowerToolSpec,
  config: PowerToolConfigSpec,
): readonly string[] {
  if (config.binary.source !== 'builtin') return [];
  const fields: readonly (readonly [field: string, isGiven: boolean])[] = [
    ['spec.tool.maxCPUPercent', tool.maxCPUPercent !== undefined],
    ['spec.budgets.perNodeOverheadPercent', budgets.perNodeOverheadPercent > 0],
    ['spec.budgets.abortOnPressure', budgets.abortOnPressure !== undefined],
  ];
  const why = `cannot be held for "${tool.name}", which is part of the agent and has no cgroup of its own: leave it out`;
  return fields.flatMap(([field, isGiven]) => (isGiven ? [`${field}: ${why}`] : []));
}
