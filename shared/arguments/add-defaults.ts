import type { DefaultOption } from './baseline/option-grammar.ts';
import type { SubcommandBaseline } from './baseline/tool-baseline.ts';
import { optionIndexOf } from './option-index.ts';
import type { ParsedOption } from './parse-options.ts';
import { type Refusal, refuse } from './refusal.ts';
import { isOnlyTracepoints } from './values/read-events.ts';
import { readValue } from './values/read-value.ts';
import type { ValueWorld } from './values/value-reading.ts';

export type Completed = { readonly kind: 'completed'; readonly options: readonly ParsedOption[] } | Refusal;

/**
 * Adds the baseline's defaults for options that nobody set. A default that a policy has narrowed away is refused
 * as missing, so that the tool's own default never counts.
 */
export function addDefaults(
  line: string,
  options: readonly ParsedOption[],
  baseline: SubcommandBaseline,
  allowed: SubcommandBaseline,
  world: ValueWorld,
): Completed {
  const completed = [...options];
  for (const { option, value, unlessOnlyTracepointsIn } of baseline.defaults) {
    if (options.some(({ name }) => name === option)) continue;
    if (hasOnlyTracepoints(options, unlessOnlyTracepointsIn, baseline)) continue;
    const place = { argument: option, position: 0 };
    const grammar = optionIndexOf(allowed).get(option)?.value;
    const isSlot = value.startsWith('{');
    const reading = grammar === undefined || isSlot ? undefined : readValue(value, grammar, world);
    if (reading?.kind === 'unreadable') {
      return refuse(
        line,
        place,
        'required',
        `is missing and may not be ${value}: allowed is ${reading.wanted}`,
      );
    }
    completed.push({ name: option, value, place });
  }
  return { kind: 'completed', options: completed };
}

function hasOnlyTracepoints(
  options: readonly ParsedOption[],
  eventOption: DefaultOption['unlessOnlyTracepointsIn'],
  baseline: SubcommandBaseline,
): boolean {
  const grammar = eventOption === undefined ? undefined : optionIndexOf(baseline).get(eventOption)?.value;
  if (grammar?.kind !== 'events') return false;
  const lists = options.filter(({ name }) => name === eventOption).map(({ value }) => value ?? '');
  return isOnlyTracepoints(lists, grammar.events);
}
