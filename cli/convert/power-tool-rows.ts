import type { DefaultRow, FieldRow, OldObject, Reading } from './field-row.ts';
import { findImpliedArguments, judgeArguments } from './judge-arguments.ts';
import { captureMetadataRows, readToolName } from './metadata-rows.ts';
import { outputDefaults, outputRows } from './output-rows.ts';
import { readDuration, readNumberText, readWord } from './read-amounts.ts';
import { targetDefaults, targetRows } from './target-rows.ts';

const notActedOn = 'the existing TOE did not act on it';

const toolRows: readonly FieldRow[] = [
  {
    from: 'spec.tool.name',
    to: 'spec.tool.name',
    effect: 'carried',
    says: 'its PowerToolConfig has the same name, without -config',
    isEssential: true,
    read: readToolName,
  },
  {
    from: 'spec.tool.args',
    to: 'spec.tool.args',
    effect: 'changed',
    says: 'parsed, and run as the agents write them; the existing TOE handed them to its image as text',
    isEssential: true,
    read: readArguments,
  },
  {
    from: 'spec.tool.duration',
    to: 'spec.tool.duration',
    effect: 'carried',
    says: 'counted from the start instant and the warm-up on, for every tool alike',
    isEssential: true,
    read: readDuration,
  },
  {
    from: 'spec.tool.warmup',
    to: 'spec.tool.warmup',
    effect: 'changed',
    says: `${notActedOn}; here the tool starts so much after the start instant`,
    read: readDuration,
  },
  {
    from: 'spec.tool.resolutionPreset',
    to: 'spec.tool.resolutionPreset',
    effect: 'changed',
    says: `${notActedOn}; here it adds the arguments that the config has for it, which args may not set as well`,
    mend: 'write low, medium or high, or say it in spec.tool.args, as -F 99',
  },
  {
    from: 'spec.tool.maxCPUPercent',
    to: 'spec.tool.maxCPUPercent',
    effect: 'changed',
    says: `${notActedOn}; here it caps the tool's cgroup, in per cent of one core`,
  },
];

const spendingRows: readonly FieldRow[] = [
  {
    from: 'spec.budgets.maxConcurrentPods',
    to: 'spec.budgets.maxConcurrentNodes',
    effect: 'changed',
    says: `${notActedOn}; here it counts nodes, and further ones come in later waves`,
  },
  {
    from: 'spec.budgets.perPodOverheadTarget',
    to: 'spec.budgets.perNodeOverheadPercent',
    effect: 'changed',
    says: `${notActedOn}; here the tool is stopped on a node where it takes more, in per cent of one core`,
  },
  {
    from: 'spec.failurePolicy.onError',
    to: 'spec.failurePolicy.onError',
    effect: 'changed',
    says: `${notActedOn}; here Abort stops the other nodes and keeps what there is, Continue lets them go on`,
    read: (value) => readWord(value, errorPolicies),
  },
  ...['initial', 'max'].map(
    (field): FieldRow => ({
      from: `spec.failurePolicy.backoff.${field}`,
      to: `spec.failurePolicy.backoff.${field}`,
      effect: 'changed',
      says: `${notActedOn}; here a failed node is tried again so late, spec.failurePolicy.retries times`,
      read: readDuration,
    }),
  ),
  {
    from: 'spec.failurePolicy.backoff.multiplier',
    to: 'spec.failurePolicy.backoff.multiplier',
    effect: 'changed',
    says: `${notActedOn}; here it is a number`,
    read: readNumberText,
  },
  {
    from: 'spec.schedule',
    to: 'spec.schedule',
    effect: 'changed',
    says: 'the existing TOE ran such an object once and at once; here it is a template that owns one PowerTool for each firing, in UTC unless spec.timeZone says otherwise',
    isEssential: true,
    read: (value) =>
      value === ''
        ? { kind: 'leftOut', says: 'it is empty: the capture starts at once' }
        : { kind: 'value', value },
  },
  {
    from: 'spec.ttlSecondsAfterFinished',
    to: 'spec.ttlSecondsAfterFinished',
    effect: 'changed',
    says: `${notActedOn}; here the object is deleted so long after its end, its files follow spec.output.deletionPolicy`,
  },
];

/** PowerTool and CoDriverJob become a PowerTool. */
export const powerToolRows: readonly FieldRow[] = [
  ...captureMetadataRows,
  ...targetRows,
  ...toolRows,
  ...toolRows.map((row) => ({
    ...row,
    from: row.from.replace('spec.tool.', 'spec.profiler.').replace('profiler.name', 'profiler.tool'),
    effect: 'renamed' as const,
    says: 'spec.profiler is what early documents of the existing TOE call spec.tool',
  })),
  ...outputRows,
  ...spendingRows,
];

export const powerToolDefaults: readonly DefaultRow[] = [
  ...targetDefaults,
  {
    from: 'spec.tool.args',
    to: 'spec.tool.args',
    says: 'what the image of the existing TOE ran without any',
    read: readMissingArguments,
  },
  ...outputDefaults,
  {
    from: 'spec.failurePolicy.backoff',
    to: 'spec.failurePolicy.retries',
    says: 'the existing TOE did not try a failed pod again',
  },
];

const errorPolicies = new Map([
  ['stop', 'Abort'],
  ['abort', 'Abort'],
  ['fail', 'Abort'],
  ['continue', 'Continue'],
  ['ignore', 'Continue'],
]);

function readArguments(value: unknown, old: OldObject): Reading {
  if (!Array.isArray(value) || !value.every((arg) => typeof arg === 'string'))
    return { kind: 'value', value };
  const why = judgeArguments(findTool(old), value, findDuration(old));
  return why === undefined ? { kind: 'value', value } : { kind: 'refused', says: why, value };
}

function readMissingArguments(old: OldObject): Reading {
  const tool = findTool(old);
  const implied = findImpliedArguments(tool);
  const why = judgeArguments(tool, implied ?? [], findDuration(old));
  if (why !== undefined) return { kind: 'refused', says: why };
  return implied === undefined ? { kind: 'leftOut', says: '' } : { kind: 'value', value: implied };
}

function findTool(old: OldObject): unknown {
  return old.read('spec.tool.name') ?? old.read('spec.profiler.tool');
}

function findDuration(old: OldObject): unknown {
  const reading = readDuration(old.read('spec.tool.duration') ?? old.read('spec.profiler.duration'));
  return reading.kind === 'value' ? reading.value : undefined;
}
