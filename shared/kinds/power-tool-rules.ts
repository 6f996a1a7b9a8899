import { parseDurationMs, toDurationText } from '../domain/duration.ts';
import { parseBytes, parseCpuPercent } from '../domain/quantity.ts';
import { findIntervalFault } from '../domain/rolling.ts';
import type { KindName } from './kinds.ts';
import { eachText, findValues, type SpecRule } from './spec-rule.ts';
import { targetRules } from './target-rules.ts';
import { templateRules } from './template-rules.ts';
import { type Fault, makeFault, type Step, showValue } from './validate-fault.ts';
import { readMember } from './validate-schema-faults.ts';
import { type AmountRange, amountRanges, type DurationRange, durationRanges } from './value-ranges.ts';

export const specRules: ReadonlyMap<KindName, readonly SpecRule[]> = new Map<KindName, readonly SpecRule[]>([
  [
    'PowerTool',
    [
      ...durationRanges.PowerTool.map(durationIn),
      ...amountRanges.PowerTool.map(amountFrom),
      ...targetRules,
      isAtMost(['failurePolicy', 'backoff', 'initial'], ['failurePolicy', 'backoff', 'max'], parseDurationMs),
      ...templateRules,
      rollsInTime,
      hasNoTwice(['targets', 'nodeNames']),
      hasNoTwice(['processing']),
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
      hasNoTwice(['limits', 'exclusiveWith']),
      hasNoTwice(['subcommands'], 'name'),
      hasNoTwice(['subcommands', '*', 'outputs'], 'name'),
      hasNoTwice(['subcommands', '*', 'outputs'], 'path'),
      hasNoNul(['subcommands', '*', 'defaultArgs', '*']),
      hasNoNul(['subcommands', '*', 'presets', '*', '*']),
    ],
  ],
  [
    'PowerToolArgumentPolicy',
    [
      ...durationRanges.PowerToolArgumentPolicy.map(durationIn),
      hasNoTwice(['subcommands'], 'name'),
      hasOrderedBounds(['subcommands', '*', 'options', '*', 'value']),
      takesSomethingAway(['namespaces', '*']),
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
      return `${text} is above ${['spec', ...ceiling].join('.')}, ${String(limitText)}: give at most that`;
    })(spec);
  };
}

function rollsInTime(spec: unknown): readonly Fault[] {
  const durationMs = readMs(spec, ['tool', 'duration']);
  return eachText(['output', 'rollingInterval'], (text) => {
    const intervalMs = parseDurationMs(text);
    if (intervalMs === undefined || durationMs === undefined) return undefined;
    const fault = findIntervalFault(intervalMs, durationMs);
    return fault === undefined ? undefined : `${text} ${fault}`;
  })(spec);
}

function readMs(spec: unknown, place: readonly string[]): number | undefined {
  const text = findValues(spec, place)[0]?.value;
  return typeof text === 'string' ? parseDurationMs(text) : undefined;
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

function takesSomethingAway(place: readonly string[]): SpecRule {
  const ways = ['denyOptions', 'denySubcommands', 'maxDuration'];
  return (spec) =>
    findValues(spec, place).flatMap(({ steps, value }) => {
      if (typeof value !== 'object' || ways.some((way) => readMember(value, way) !== undefined)) return [];
      return [
        makeFault(
          ['spec', ...steps],
          `takes nothing away: give ${ways.slice(0, 2).join(', ')} or ${ways[2]}`,
        ),
      ];
    });
}
