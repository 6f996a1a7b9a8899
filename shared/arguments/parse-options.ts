import type { OptionGrammar } from './baseline/option-grammar.ts';
import type { Dialect } from './baseline/tool-baseline.ts';
import { type Place, type Refusal, refuse } from './refusal.ts';
import { readValue } from './values/read-value.ts';
import type { ValueWorld } from './values/value-reading.ts';

/** What a list of tokens is parsed by. */
export interface LineGrammar {
  /** Tool and subcommand, for messages. */
  readonly line: string;
  readonly dialect: Dialect;
  readonly options: ReadonlyMap<string, OptionGrammar>;
  /** All options of the baseline, to tell what a policy took away from what never was. */
  readonly baselineOptions: ReadonlyMap<string, OptionGrammar>;
  /** Names of options that have no place on this line, and why. */
  readonly withheld: ReadonlyMap<string, string>;
  readonly world: ValueWorld;
}

export interface ParsedOption {
  /** Canonical name. */
  readonly name: string;
  /** Canonical value; undefined for a flag. */
  readonly value: string | undefined;
  readonly place: Place;
}

export interface ParsedLine {
  readonly kind: 'parsed';
  readonly options: readonly ParsedOption[];
  /** What follows the options, without `--`. */
  readonly operands: readonly Place[];
  /** The `--`, where there was one. */
  readonly separator: Place | undefined;
}

/**
 * Parses tokens to options with typed values. The first token that is no option begins the operands, as in every
 * parser that does not permute; where the tool's own does, operands must be refused.
 */
export function parseOptions(tokens: readonly Place[], grammar: LineGrammar): ParsedLine | Refusal {
  const options: ParsedOption[] = [];
  let index = 0;
  while (index < tokens.length) {
    const place = tokens[index];
    if (place === undefined) break;
    if (place.argument === '--' && grammar.dialect.endOfOptions) {
      return { kind: 'parsed', options, operands: tokens.slice(index + 1), separator: place };
    }
    if (!place.argument.startsWith('-') || place.argument === '-') break;
    const step = place.argument.startsWith('--')
      ? parseLong(place, tokens[index + 1], grammar)
      : parseShort(place, tokens[index + 1], grammar);
    if (step.kind === 'refused') return step;
    options.push(...step.options);
    index += step.consumed;
  }
  return { kind: 'parsed', options, operands: tokens.slice(index), separator: undefined };
}

type Step =
  | { readonly kind: 'step'; readonly options: readonly ParsedOption[]; readonly consumed: number }
  | Refusal;

function parseLong(place: Place, next: Place | undefined, grammar: LineGrammar): Step {
  const equals = place.argument.indexOf('=');
  const name = equals < 0 ? place.argument : place.argument.slice(0, equals);
  const option = findOption(name, grammar);
  if (option === undefined) return refuseUnknown(name, place, grammar);
  if (equals < 0) return parseSeparate(option, place, next, grammar);
  if (option.value === undefined || option.isValueOptional === true || !grammar.dialect.equalsLongValues) {
    const right = option.value === undefined ? 'alone' : 'and its value as the next argument';
    return refuse(grammar.line, place, 'value', `takes no value after "=": write ${name} ${right}`);
  }
  return toStep(option, place, { text: place.argument.slice(equals + 1), place }, grammar);
}

function parseShort(place: Place, next: Place | undefined, grammar: LineGrammar): Step {
  const name = place.argument.slice(0, 2);
  const option = findOption(name, grammar);
  if (option === undefined) return refuseUnknown(name, place, grammar);
  if (place.argument.length === 2) return parseSeparate(option, place, next, grammar);
  if (option.value === undefined || option.isValueOptional === true) return parseCluster(place, grammar);
  if (!grammar.dialect.joinedShortValues) {
    return refuse(grammar.line, place, 'value', `has a joined value: write ${name} and its value apart`);
  }
  return toStep(option, place, { text: place.argument.slice(2), place }, grammar);
}

function parseCluster(place: Place, grammar: LineGrammar): Step {
  if (!grammar.dialect.flagClusters) {
    return refuse(grammar.line, place, 'cluster', 'joins several flags: write each by itself');
  }
  const options: ParsedOption[] = [];
  for (const letter of place.argument.slice(1)) {
    const option = findOption(`-${letter}`, grammar);
    if (option === undefined) return refuseUnknown(`-${letter}`, place, grammar);
    if (option.value !== undefined && option.isValueOptional !== true) {
      return refuse(
        grammar.line,
        place,
        'cluster',
        `hides -${letter}, which takes a value, among flags: write -${letter} by itself`,
      );
    }
    options.push({ name: option.names[0], value: undefined, place });
  }
  return { kind: 'step', options, consumed: 1 };
}

function parseSeparate(
  option: OptionGrammar,
  place: Place,
  next: Place | undefined,
  grammar: LineGrammar,
): Step {
  const alone: Step = {
    kind: 'step',
    options: [{ name: option.names[0], value: undefined, place }],
    consumed: 1,
  };
  if (option.value === undefined) return alone;
  if (option.isValueOptional === true) {
    const isValue =
      next !== undefined && readValue(next.argument, option.value, grammar.world).kind === 'read';
    if (!isValue) return alone;
  }
  if (next === undefined) {
    return refuse(grammar.line, place, 'value', `lacks its value: give ${option.summary}`);
  }
  return toStep(option, place, { text: next.argument, place: next }, grammar);
}

function toStep(
  option: OptionGrammar,
  place: Place,
  value: { readonly text: string; readonly place: Place },
  grammar: LineGrammar,
): Step {
  if (option.value === undefined) return refuse(grammar.line, place, 'value', 'takes no value');
  const [name] = option.names;
  const reading = readValue(value.text, option.value, grammar.world);
  if (reading.kind === 'unreadable') {
    return refuse(
      grammar.line,
      value.place,
      'value',
      `is not a value of ${name}: allowed is ${reading.wanted}`,
    );
  }
  const consumed = value.place === place ? 1 : 2;
  return { kind: 'step', options: [{ name, value: reading.canonical, place }], consumed };
}

function findOption(name: string, grammar: LineGrammar): OptionGrammar | undefined {
  return grammar.withheld.has(name) ? undefined : grammar.options.get(name);
}

function refuseUnknown(name: string, place: Place, grammar: LineGrammar): Refusal {
  const withheld = grammar.withheld.get(name);
  if (withheld !== undefined) return refuse(grammar.line, place, 'confinement', withheld);
  const rule = grammar.baselineOptions.has(name) ? 'policy' : 'option';
  const why = rule === 'policy' ? 'is taken away by the argument policy' : 'has no place in the grammar';
  const allowed = [...grammar.options.keys()].filter((known) => !grammar.withheld.has(known)).join(', ');
  return refuse(grammar.line, place, rule, `${why}: allowed are ${allowed === '' ? 'no options' : allowed}`);
}
