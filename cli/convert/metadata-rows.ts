import { showValue } from '../../shared/kinds/validate-fault.ts';
import { systemNamespace } from '../../shared/kinds/validate-metadata.ts';
import type { DefaultRow, FieldRow, OldObject, Reading } from './field-row.ts';
import { explainTool } from './judge-arguments.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const byServer = 'the API server gives it';

const assigned = [
  'uid',
  'generation',
  'resourceVersion',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
];

/** Fields that every old object has. */
const commonRows: readonly FieldRow[] = [
  { from: 'metadata.labels', to: 'metadata.labels', effect: 'carried', says: '', read: readTexts },
  {
    from: 'metadata.annotations',
    to: 'metadata.annotations',
    effect: 'carried',
    says: '',
    read: readAnnotations,
  },
  {
    from: 'metadata.generateName',
    effect: 'refused',
    says: 'TOE knows an object by its name: give it one in metadata.name',
  },
  {
    from: 'metadata.finalizers',
    effect: 'leftOut',
    says: 'the controller that put it there does not look after our object',
  },
  {
    from: 'metadata.ownerReferences',
    effect: 'refused',
    says: 'it names another object by its uid: let that one create the new object',
  },
  ...assigned.map((field): FieldRow => ({ from: `metadata.${field}`, effect: 'leftOut', says: byServer })),
  { from: 'status', effect: 'leftOut', says: 'the coordinator writes it' },
];

/** `metadata` of an old object that becomes a PowerTool. */
export const captureMetadataRows: readonly FieldRow[] = [
  { from: 'metadata.name', to: 'metadata.name', effect: 'carried', says: '', isEssential: true },
  { from: 'metadata.namespace', to: 'metadata.namespace', effect: 'carried', says: '', isEssential: true },
  ...commonRows,
];

/** `metadata` and `spec.name` of an old object that becomes a PowerToolConfig. */
export const configMetadataRows: readonly FieldRow[] = [
  {
    from: 'metadata.name',
    to: 'metadata.name',
    effect: 'changed',
    says: 'the existing TOE looked for TOOL-config; here the name of a config is that of its tool',
    isEssential: true,
    read: readConfigName,
  },
  {
    from: 'metadata.namespace',
    to: 'metadata.namespace',
    effect: 'changed',
    says: `configs are honoured in the coordinator's namespace alone, ${systemNamespace} unless it is installed elsewhere`,
    isEssential: true,
    read: () => ({ kind: 'value', value: systemNamespace }),
  },
  {
    from: 'spec.name',
    to: 'metadata.name',
    effect: 'renamed',
    says: 'captures say this name in spec.tool.name',
    isEssential: true,
    read: readToolName,
  },
  ...commonRows,
];

export const configMetadataDefaults: readonly DefaultRow[] = [
  {
    from: 'metadata.namespace',
    to: 'metadata.namespace',
    read: () => ({ kind: 'value', value: systemNamespace }),
    says: 'configs are honoured there alone',
  },
];

/** A tool by its name; one that no agent has stays, so that the object says what was wanted. */
export function readToolName(value: unknown): Reading {
  const why = explainTool(value);
  return why === undefined ? { kind: 'value', value } : { kind: 'refused', says: why, value };
}

/** The tool that an old config is about. */
export function findConfigTool(old: OldObject): unknown {
  const name = old.read('metadata.name');
  return old.read('spec.name') ?? (typeof name === 'string' ? name.replace(/-config$/, '') : undefined);
}

function readConfigName(value: unknown, old: OldObject): Reading {
  const tool = old.read('spec.name');
  if (tool === undefined) return readToolName(findConfigTool(old));
  return {
    kind: 'leftOut',
    says: `the config is named as its tool is, by spec.name; captures of ${showName(value)} name that`,
  };
}

function showName(value: unknown): string {
  return typeof value === 'string' ? `"${value.replace(/-config$/, '')}"` : 'it';
}

/** Our Kinds do not look at labels and annotations; the API server does. */
function readTexts(value: unknown): Reading {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { kind: 'refused', says: `${showValue(value)} is not an object: give it fields` };
  const wrong = Object.entries(value).find(([, text]) => typeof text !== 'string');
  if (wrong === undefined) return { kind: 'value', value };
  const [key, found] = wrong;
  return {
    kind: 'refused',
    says: `${showValue(found)}, of ${key}, is not text: write it in quotes; all are left out`,
  };
}

function readAnnotations(value: unknown): Reading {
  const reading = readTexts(value);
  if (
    reading.kind !== 'value' ||
    typeof value !== 'object' ||
    value === null ||
    !Object.hasOwn(value, lastApplied)
  )
    return reading;
  const kept = Object.entries(value).filter(([key]) => key !== lastApplied);
  const says = `${lastApplied} is left out, kubectl writes it`;
  return kept.length === 0
    ? { kind: 'leftOut', says: 'kubectl writes it' }
    : { kind: 'value', value: Object.fromEntries(kept), says };
}
