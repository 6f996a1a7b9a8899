import { parseDurationMs, toDurationText } from '../domain/duration.ts';
import { parseBytes, parseCpuPercent } from '../domain/quantity.ts';
import type { KindName } from './kinds.ts';
import { type Fault, makeFault, type Step, showValue } from './validate-fault.ts';
import { readMember } from './validate-schema-faults.ts';
import {
  type AmountRange,
  amountRanges,
  type DurationRange,
  durationRanges,
  labelKeyPattern,
  labelValuePattern,
} from './value-ranges.ts';

/**
 * A rule that the schema cannot say. It sees the defaulted spec even where the schema found faults, so that
 * everything is told at once; where a value has not the form that the schema asks for it says nothing.
 */
export type SpecRule = (spec: unknown) => readonly Fault[];

export const specRules: ReadonlyMap<KindName, readonly SpecRule[]> = new Map<KindName, readonly SpecRule[]>([
  [
    'PowerTool',
    [
      ...durationRanges.PowerTool.map(durationIn),
      ...amountRanges.PowerTool.map(amountFrom),
      namesNodesOneWay,
      hasNoTwice(['targets', 'nodeNames']),
      hasNoTwice(['processing']),
      hasLabelKeys,
      hasNoNul(['tool', 'args', '*']),
    ],
  ],
  [
    'PowerToolConfig',
    [
      ...durationRanges.PowerToolConfig.map(durationIn),
      ...amountRanges.PowerToolConfig.map(amountFrom),
      isAtMost(['resources', 'requests', 'cpu'], ['resources', 'limits', 'cpu'], parseCpuPercent),
      isAtMost(['resources', 'requests', 'memory'], ['resources', 'limits', 'memory'], parseBytes),
      hasNoTwice(['subcommands'], 'name'),
      hasNoTwice(['subcommands', '*', 'outputs'], 'name'),
      hasNoTwice(['subcommands', '*', 'outputs'], 'path'),
      hasNoNul(['subcommands', '*', 'defaultArgs', '*']),
    ],
  ],
  [
    'PowerToolArgumentPolicy',
    [
      ...durationRanges.PowerToolArgumentPolicy.map(durationIn),
      hasNoTwice(['subcommands'], 'name'),
      hasOrderedBounds(['subcommands', '*', 'options', '*', 'value']),
    ],
  ],
  [
    'PowerToolProcessing',
    [
      ...durationRanges.PowerToolProcessing.map(durationIn),
      ...amountRanges.PowerToolProcessing.map(amountFrom),
      hasNoTwice(['steps'], 'name'),
    ],
  ],
]);

function durationIn({ place, minMs, maxMs }: DurationRange): SpecRule {
  const range = `use ${toDurationText(minMs)} to ${toDurationText(maxMs)}`;
  return eachText(place, (text) => {
    if (!/^([0-9]{1,9}(ms|s|m|h|d))+$/.test(text)) return undefined;
    const ms = parseDurationMs(text) ?? Number.POSITIVE_INFINITY;
    if (ms < minMs) return `${text} is below the limit of ${toDurationText(minMs)}: ${range}`;
    return ms > maxMs ? `${text} is above the limit of ${toDurationText(maxMs)}: ${range}` : undefined;
  });
}

/** Also refuses an amount that has the right form but is too large to count. */
function amountFrom({ place, of, least: smallest }: AmountRange): SpecRule {
  const parse = of === 'bytes' ? parseBytes : parseCpuPercent;
  const least = parse(smallest) ?? 0;
  return eachText(place, (text) => {
    const amount = parse(text);
    if (amount === undefined)
      return /^[0-9]+[kMGT]i?$|^[0-9]+$/.test(text) ? `${text} is too large: use at most 8191Ti` : undefined;
    return amount < least ? `${text} is too small: use at least ${smallest}` : undefined;
  });
}

function isAtMost(
  place: readonly string[],
  ceiling: readonly string[],
  parse: (text: string) => number | undefined,
): SpecRule {
  return (spec) => {
    const limitText = findValues(spec, ceiling)[0]?.value;
    const limit = typeof limitText === 'string' ? parse(limitText) : undefined;
    return eachText(place, (text) => {
      const amount = parse(text);
      if (amount === undefined || limit === undefined || amount <= limit) return undefined;
      return `${text} is above ${['spec', ...ceiling].join('.')}, ${String(limitText)}: request at most the limit`;
    })(spec);
  };
}

function namesNodesOneWay(spec: unknown): readonly Fault[] {
  const targets = readMember(spec, 'targets');
  if (typeof targets !== 'object' || targets === null || Array.isArray(targets)) return [];
  const ways = ['nodeNames', 'nodeSelector', 'allNodes'].filter((way) => Object.hasOwn(targets, way));
  if (ways.length === 1 || ways.some((way) => readMember(targets, way) === null)) return [];
  const found = ways.length === 0 ? 'chooses no nodes' : `chooses nodes by ${ways.join(' and ')}`;
  return [
    makeFault(['spec', 'targets'], `${found}: give exactly one of nodeNames, nodeSelector and allNodes`),
  ];
}

function hasLabelKeys(spec: unknown): readonly Fault[] {
  const place = ['targets', 'nodeSelector', 'matchLabels'];
  return findValues(spec, [...place, '*']).flatMap(({ steps, value }) => {
    const key = String(steps.at(-1));
    if (!new RegExp(labelKeyPattern).test(key))
      return [
        makeFault(
          ['spec', ...steps],
          `${showValue(key)} is not a label key: write it as pool or example.com/pool`,
        ),
      ];
    if (typeof value !== 'string' || new RegExp(labelValuePattern).test(value)) return [];
    const right = 'use at most 63 letters, digits, ".", "_" and "-", a letter or digit first and last';
    return [makeFault(['spec', ...steps], `${showValue(value)} is not a label value: ${right}`)];
  });
}

function hasNoTwice(place: readonly string[], field?: string): SpecRule {
  return (spec) =>
    findValues(spec, place).flatMap(({ steps, value }) => {
      if (!Array.isArray(value)) return [];
      const entries: readonly unknown[] = value;
      const keys = entries.map((entry) => (field === undefined ? entry : readMember(entry, field)));
      return keys.flatMap((key, index) => {
        const first = keys.indexOf(key);
        if (typeof key !== 'string' || first === index) return [];
        const at: readonly Step[] = ['spec', ...steps, index, ...(field === undefined ? [] : [field])];
        return [makeFault(at, `${showValue(key)} stands twice, first as entry ${first}: give it once`)];
      });
    });
}

function hasNoNul(place: readonly string[]): SpecRule {
  return eachText(place, (text) =>
    text.includes('\0') ? 'contains a NUL character: no program can be given one' : undefined,
  );
}

function hasOrderedBounds(place: readonly string[]): SpecRule {
  return (spec) =>
    findValues(spec, place).flatMap(({ steps, value }) => {
      const [min, max] = [readMember(value, 'min'), readMember(value, 'max')];
      if (typeof min !== 'number' || typeof max !== 'number' || min <= max) return [];
      return [makeFault(['spec', ...steps, 'min'], `${min} is above max, ${max}: no value would be left`)];
    });
}

function eachText(place: readonly string[], check: (text: string) => string | undefined): SpecRule {
  return (spec) =>
    findValues(spec, place).flatMap(({ steps, value }) => {
      const message = typeof value === 'string' ? check(value) : undefined;
      return message === undefined ? [] : [makeFault(['spec', ...steps], message)];
    });
}

/** The values at a place, `*` standing for every entry of a list or object. */
function findValues(
  spec: unknown,
  place: readonly string[],
): readonly { readonly steps: readonly Step[]; readonly value: unknown }[] {
  let found: readonly { readonly steps: readonly Step[]; readonly value: unknown }[] = [
    { steps: [], value: spec },
  ];
  for (const part of place) {
    found = found.flatMap(({ steps, value }) =>
      stepsInto(value, part).map((step) => ({ steps: [...steps, step], value: readMember(value, step) })),
    );
  }
  return found;
}

function stepsInto(value: unknown, part: string): readonly Step[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return part === '*' ? value.map((_, index) => index) : [];
  if (part === '*') return Object.keys(value);
  return Object.hasOwn(value, part) ? [part] : [];
}
