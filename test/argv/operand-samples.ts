import type { OperandGrammar } from '../../shared/arguments/baseline/option-grammar.ts';
import type { LineWorld } from './make-lines.ts';
import { listFilters } from './sample-filters.ts';

/** What may follow the options, form by form; the first is the shortest. */
export function listOperands(grammar: OperandGrammar, world: LineWorld): readonly (readonly string[])[] {
  const seconds = Math.floor(world.durationMs / 1_000);
  switch (grammar) {
    case 'none':
      return [[]];
    case 'durationSleep':
      return [[], ...[1, 2, Math.ceil(seconds / 2), seconds].map((count) => ['sleep', String(count)])];
    case 'intervalCount':
      return [[], ['1', '1'], ['1', '2'], ['1', String(seconds)], [String(seconds), '1'], ['2', '3']];
    case 'targetPid':
      return world.targetPids.map((pid) => [String(pid)]);
    case 'bpfFilter':
      return [[], ...listFilters(undefined).map((filter) => [filter])];
    case 'netDevice':
      return world.netDevices.map((device) => [device]);
    default:
      return grammar.kind === 'script'
        ? grammar.scripts.map((script) => [script])
        : listForms(grammar, world);
  }
}

function listForms(
  { after, isOptional, forms }: Extract<OperandGrammar, { kind: 'forms' }>,
  { targetPids }: LineWorld,
): readonly (readonly string[])[] {
  const said = [...(isOptional ? [[]] : []), ...forms.map((form) => form.split(' '))];
  if (after === 'nothing') return said;
  // Under pods the agent adds the process.
  return said.flatMap((form) => [...targetPids.map((pid) => [String(pid), ...form]), form]);
}
