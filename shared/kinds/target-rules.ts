import { findValues, type SpecRule } from './spec-rule.ts';
import { type Fault, makeFault, showValue } from './validate-fault.ts';
import { readMember } from './validate-schema-faults.ts';
import { labelKeyPattern, labelValuePattern } from './value-ranges.ts';

const ways = ['nodeNames', 'nodeSelector', 'allNodes', 'labelSelector'];
const selectors = ['nodeSelector', 'labelSelector', 'namespaceSelector'];

/** What `spec.targets` has to be beyond its schema. */
export const targetRules: readonly SpecRule[] = [
  choosesOneWay,
  narrowsPodsOnly,
  samplesSomehow,
  ...selectors.flatMap((selector) => [selectsSomething(selector), hasLabels(selector), hasValues(selector)]),
];

function choosesOneWay(spec: unknown): readonly Fault[] {
  const targets = readMember(spec, 'targets');
  if (typeof targets !== 'object' || targets === null || Array.isArray(targets)) return [];
  const given = ways.filter((way) => Object.hasOwn(targets, way));
  if (given.length === 1 || given.some((way) => readMember(targets, way) === null)) return [];
  const found = given.length === 0 ? 'chooses nothing' : `chooses by ${given.join(' and ')}`;
  const right = 'give exactly one of nodeNames, nodeSelector, allNodes and labelSelector';
  return [makeFault(['spec', 'targets'], `${found}: ${right}`)];
}

function narrowsPodsOnly(spec: unknown): readonly Fault[] {
  const targets = readMember(spec, 'targets');
  if (readMember(targets, 'labelSelector') !== undefined) return [];
  return ['namespaceSelector', 'container'].flatMap((field) =>
    readMember(targets, field) === undefined
      ? []
      : [makeFault(['spec', 'targets', field], 'is for pods: give it beside labelSelector')],
  );
}

function samplesSomehow(spec: unknown): readonly Fault[] {
  const sample = readMember(readMember(spec, 'targets'), 'sample');
  if (typeof sample !== 'object' || sample === null || Array.isArray(sample)) return [];
  if (Object.hasOwn(sample, 'maxNodes') || Object.hasOwn(sample, 'maxPercent')) return [];
  return [makeFault(['spec', 'targets', 'sample'], 'draws no sample: give maxNodes or maxPercent')];
}

function selectsSomething(selector: string): SpecRule {
  return (spec) =>
    findValues(spec, ['targets', selector]).flatMap(({ steps, value }) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
      if (Object.hasOwn(value, 'matchLabels') || Object.hasOwn(value, 'matchExpressions')) return [];
      return [makeFault(['spec', ...steps], 'selects nothing: give matchLabels or matchExpressions')];
    });
}

function hasLabels(selector: string): SpecRule {
  return (spec) =>
    findValues(spec, ['targets', selector, 'matchLabels', '*']).flatMap(({ steps, value }) => {
      const key = String(steps.at(-1));
      if (!new RegExp(labelKeyPattern).test(key)) {
        const message = `${showValue(key)} is not a label key: write it as pool or example.com/pool`;
        return [makeFault(['spec', ...steps], message)];
      }
      if (typeof value !== 'string' || new RegExp(labelValuePattern).test(value)) return [];
      const right = 'use at most 63 letters, digits, ".", "_" and "-", a letter or digit first and last';
      return [makeFault(['spec', ...steps], `${showValue(value)} is not a label value: ${right}`)];
    });
}

function hasValues(selector: string): SpecRule {
  return (spec) =>
    findValues(spec, ['targets', selector, 'matchExpressions', '*']).flatMap(({ steps, value }) => {
      const operator = readMember(value, 'operator');
      const values = readMember(value, 'values') ?? [];
      if (!Array.isArray(values)) return [];
      const at = ['spec', ...steps, 'values'] as const;
      if ((operator === 'In' || operator === 'NotIn') && values.length === 0)
        return [makeFault(at, `is empty: ${operator} compares with at least one value`)];
      if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0)
        return [makeFault(at, `means nothing here: ${operator} takes no values`)];
      return [];
    });
}
