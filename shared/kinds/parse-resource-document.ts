import { apiVersion, type KindName, kinds } from './kinds.ts';
import { type Fault, makeFault, showValue, suggestWord } from './validate-fault.ts';
import { validateMetadata, type WrittenMetadata } from './validate-metadata.ts';
import { readMember } from './validate-schema-faults.ts';
import { type Specs, type Validated, validateSpec } from './validate-spec.ts';

/** An object of one of the Kinds as a person wrote it, defaulted; it has no uid yet. */
export type WrittenResource = { readonly [Kind in KindName]: WrittenOf<Kind> }[KindName];

interface WrittenOf<Kind extends KindName> extends ObjectName<Kind>, WrittenMetadata {
  readonly spec: Specs[Kind];
}

/** Which object; safe as file names. */
export interface ObjectName<Kind extends KindName = KindName> {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
}

export type ParsedResource =
  | { readonly kind: 'parsed'; readonly resource: WrittenResource }
  /** `claims`: the object that it would be, where that much can be told. */
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[]; readonly claims: ObjectName | undefined };

const topLevel = ['apiVersion', 'kind', 'metadata', 'spec'];

/** Reads one object from plain data, as YAML or JSON gives it, and lists every fault. */
export function parseResourceDocument(value: unknown): ParsedResource {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = `${showValue(value)} is not an object: begin with apiVersion: ${apiVersion}`;
    return { kind: 'faulty', faults: [makeFault([], message)], claims: undefined };
  }
  const kind = findKind(readMember(value, 'kind'));
  const head = [
    ...checkApiVersion(readMember(value, 'apiVersion')),
    ...Object.keys(value).flatMap(checkField),
  ];
  if (kind === undefined) {
    return { kind: 'faulty', faults: [...head, explainKind(readMember(value, 'kind'))], claims: undefined };
  }
  const metadata = validateMetadata(kind, readMember(value, 'metadata'));
  const parsed = parseSpec(kind, readMember(value, 'spec') ?? {}, metadata);
  const faults = [...head, ...(metadata.kind === 'invalid' ? metadata.faults : []), ...parsed.faults];
  if (parsed.resource !== undefined && faults.length === 0)
    return { kind: 'parsed', resource: parsed.resource };
  const claims =
    metadata.kind === 'valid' ? { kind, namespace: metadata.namespace, name: metadata.name } : undefined;
  return { kind: 'faulty', faults, claims };
}

interface ParsedSpec {
  readonly faults: readonly Fault[];
  readonly resource?: WrittenResource;
}

function parseSpec(kind: KindName, spec: unknown, metadata: ReturnType<typeof validateMetadata>): ParsedSpec {
  const combine = <Kind extends KindName>(
    validated: Validated<Kind>,
    make: (written: Omit<WrittenOf<Kind>, 'kind'>) => WrittenResource,
  ): ParsedSpec => {
    if (validated.kind === 'invalid') return { faults: validated.faults };
    if (metadata.kind === 'invalid') return { faults: [] };
    const { kind: _, ...written } = metadata;
    return { faults: [], resource: make({ ...written, spec: validated.spec }) };
  };
  switch (kind) {
    case 'PowerTool':
      return combine(validateSpec(kind, spec), (written) => ({ kind, ...written }));
    case 'PowerToolConfig':
      return combine(validateSpec(kind, spec), (written) => ({ kind, ...written }));
    case 'PowerToolArgumentPolicy':
      return combine(validateSpec(kind, spec), (written) => ({ kind, ...written }));
    case 'PowerToolProcessing':
      return combine(validateSpec(kind, spec), (written) => ({ kind, ...written }));
    default:
      return kind satisfies never;
  }
}

function findKind(value: unknown): KindName | undefined {
  return typeof value === 'string' ? kinds.get(value)?.kind : undefined;
}

function explainKind(value: unknown): Fault {
  const words = [...kinds.keys()];
  const found =
    value === undefined
      ? 'is required'
      : `${showValue(value)} is unknown${suggestWord(typeof value === 'string' ? value : '', words)}`;
  return makeFault(['kind'], `${found}: use one of ${words.join(', ')}`);
}

function checkApiVersion(value: unknown): readonly Fault[] {
  if (value === apiVersion) return [];
  const found = value === undefined ? 'is required' : `${showValue(value)} is unknown`;
  return [makeFault(['apiVersion'], `${found}: write ${apiVersion}`)];
}

function checkField(field: string): readonly Fault[] {
  if (topLevel.includes(field)) return [];
  const message =
    field === 'status'
      ? 'is written by the coordinator: remove it'
      : `there is no such field${suggestWord(field, topLevel)}: use ${topLevel.join(', ')}`;
  return [makeFault([field], message)];
}
