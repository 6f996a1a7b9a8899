import type { KindName } from './kinds.ts';
import { namePattern } from './schema.ts';
import { type Fault, makeFault, showValue, suggestWord } from './validate-fault.ts';
import { findForm } from './validate-forms.ts';
import { readMember } from './validate-schema-faults.ts';

/** The namespace in which configs, policies and processings are honoured, and where they are when they name none. */
export const systemNamespace = 'toe-system';

/** What of `metadata` somebody may write. */
export interface WrittenMetadata {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export type ValidatedMetadata =
  | ({ readonly kind: 'valid' } & WrittenMetadata)
  | { readonly kind: 'invalid'; readonly faults: readonly Fault[] };

const allowed = ['name', 'namespace', 'labels', 'annotations'];
const assigned = [
  'uid',
  'generation',
  'resourceVersion',
  'creationTimestamp',
  'deletionTimestamp',
  'managedFields',
  'selfLink',
];

/** Checks `metadata` as somebody wrote it. */
export function validateMetadata(kind: KindName, metadata: unknown): ValidatedMetadata {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
    const message = metadata === undefined ? 'is required: give the object a name' : 'is not an object';
    return {
      kind: 'invalid',
      faults: [makeFault(['metadata'], `${message}, as metadata: {name: my-object}`)],
    };
  }
  const name = readMember(metadata, 'name');
  const fallback = kind === 'PowerTool' ? 'default' : systemNamespace;
  const namespace = readMember(metadata, 'namespace') ?? fallback;
  const faults = [
    ...Object.keys(metadata).flatMap(checkField),
    ...(name === undefined
      ? [makeFault(['metadata', 'name'], 'is required: name the object, as my-object')]
      : checkName('name', name)),
    ...checkName('namespace', namespace),
    ...checkPlace(kind, namespace),
    ...checkTexts('labels', readMember(metadata, 'labels')),
    ...checkTexts('annotations', readMember(metadata, 'annotations')),
  ];
  if (faults.length > 0 || typeof name !== 'string' || typeof namespace !== 'string')
    return { kind: 'invalid', faults };
  const labels = toTexts(readMember(metadata, 'labels'));
  return {
    kind: 'valid',
    namespace,
    name,
    labels,
    annotations: toTexts(readMember(metadata, 'annotations')),
  };
}

/** Whether the text may name an object or a namespace; such a text is safe as a file name too. */
export function isObjectName(text: string): boolean {
  return new RegExp(namePattern).test(text);
}

function checkField(field: string): readonly Fault[] {
  if (allowed.includes(field)) return [];
  const message = assigned.includes(field)
    ? 'is given by the coordinator: remove it'
    : `there is no such field${suggestWord(field, allowed)}: use ${allowed.join(', ')}`;
  return [makeFault(['metadata', field], message)];
}

function checkName(field: 'name' | 'namespace', value: unknown): readonly Fault[] {
  if (typeof value === 'string' && isObjectName(value)) return [];
  const form = findForm(namePattern);
  const isPlain = typeof value === 'number' || typeof value === 'boolean';
  const right = isPlain ? `write it in quotes, "${value}"` : (form?.right ?? '');
  return [makeFault(['metadata', field], `${showValue(value)} is not a name: ${right}`)];
}

function checkTexts(field: 'labels' | 'annotations', value: unknown): readonly Fault[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object' || Array.isArray(value)) {
    return [makeFault(['metadata', field], `${showValue(value)} does not name texts: write {key: "value"}`)];
  }
  return Object.entries(value)
    .filter(([, text]) => typeof text !== 'string')
    .map(([key, text]) => {
      const message = `${showValue(text)} is not text: write it in quotes, ${showValue(String(text))}`;
      return makeFault(['metadata', field, key], message);
    });
}

function toTexts(value: unknown): Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function checkPlace(kind: KindName, namespace: unknown): readonly Fault[] {
  if (kind === 'PowerTool' || namespace === systemNamespace || typeof namespace !== 'string') return [];
  const message = `a ${kind} is honoured only in namespace ${systemNamespace}: write that, or leave the field out`;
  return [makeFault(['metadata', 'namespace'], message)];
}
