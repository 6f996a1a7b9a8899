import type { OptionGrammar } from './baseline/option-grammar.ts';
import type { SubcommandBaseline } from './baseline/tool-baseline.ts';
import { optionIndexOf } from './option-index.ts';
import type { ParsedOption } from './parse-options.ts';
import { type Refusal, refuse } from './refusal.ts';

/** The options of one line by who gave them. */
export interface GivenOptions {
  readonly locked: readonly ParsedOption[];
  readonly own: readonly ParsedOption[];
}

/**
 * What no option shows by itself: repeats, locked options, conflicts, requirements. `allowed`, which may be narrower
 * than the baseline, says what goes together and what must be there; how often locked options stand, which are an
 * administrator's, the baseline says.
 */
export function checkCombination(
  line: string,
  given: GivenOptions,
  baseline: SubcommandBaseline,
  allowed: SubcommandBaseline,
): Refusal | undefined {
  const all = [...given.locked, ...given.own];
  const present = new Set(all.map(({ name }) => name));
  const findBaseline: FindOption = (name) => optionIndexOf(baseline).get(name);
  const findNarrowed: FindOption = (name) => optionIndexOf(allowed).get(name) ?? findBaseline(name);
  return (
    checkLocked(line, given) ??
    checkRepeats(line, given.locked, findBaseline) ??
    checkRepeats(line, given.own, findNarrowed) ??
    checkConflicts(line, all, present, findNarrowed) ??
    checkNeeds(line, all, present, findBaseline) ??
    checkRequired(line, present, baseline, allowed)
  );
}

type FindOption = (name: string) => OptionGrammar | undefined;

function checkLocked(line: string, given: GivenOptions): Refusal | undefined {
  if (given.locked.length === 0) return undefined;
  const locked = new Set(given.locked.map(({ name }) => name));
  const repeat = given.own.find(({ name }) => locked.has(name));
  if (repeat === undefined) return undefined;
  return refuse(
    line,
    repeat.place,
    'locked',
    `sets ${repeat.name}, which the config has locked: leave it out`,
  );
}

function checkRepeats(line: string, options: readonly ParsedOption[], find: FindOption): Refusal | undefined {
  const counts = new Map<string, number>();
  for (const { name, place } of options) {
    const count = (counts.get(name) ?? 0) + 1;
    const most = find(name)?.maxOccurs ?? 1;
    if (count > most) {
      return refuse(
        line,
        place,
        'repeat',
        `repeats ${name}: allowed is ${most === 1 ? 'once' : `${most} times`}`,
      );
    }
    counts.set(name, count);
  }
  return undefined;
}

function checkConflicts(
  line: string,
  options: readonly ParsedOption[],
  present: ReadonlySet<string>,
  find: FindOption,
): Refusal | undefined {
  // The later of the two is named: it is the one that the person may drop even if the other is locked.
  for (const { name, place } of options.toReversed()) {
    const other = find(name)?.conflictsWith?.find((conflict) => present.has(conflict));
    if (other !== undefined) {
      return refuse(line, place, 'conflict', `cannot stand beside ${other}: choose ${name} or ${other}`);
    }
  }
  return undefined;
}

function checkNeeds(
  line: string,
  options: readonly ParsedOption[],
  present: ReadonlySet<string>,
  find: FindOption,
): Refusal | undefined {
  for (const { name, place } of options) {
    const needed = find(name)?.needsOneOf;
    if (needed?.some((other) => present.has(other)) !== false) continue;
    const wanted = needed.join(' or ');
    return refuse(line, place, 'required', `says nothing without ${wanted}: add ${wanted}, or leave it out`);
  }
  return undefined;
}

function checkRequired(
  line: string,
  present: ReadonlySet<string>,
  baseline: SubcommandBaseline,
  allowed: SubcommandBaseline,
): Refusal | undefined {
  const lacking = allowed.options.find(({ names, required }) => required === true && !present.has(names[0]));
  const missing =
    lacking?.names.slice(0, 1) ??
    baseline.requireOneOf.find((group) => !group.some((name) => present.has(name)));
  if (missing === undefined) return undefined;
  const argument = missing.join(' or ');
  return refuse(line, { argument, position: 0 }, 'required', `is missing: add ${argument}`);
}
