import { isDeepStrictEqual } from 'node:util';
import { digestSpec } from '../../../shared/kinds/digest-spec.ts';
import type { ObjectName } from '../../../shared/kinds/parse-resource-document.ts';
import type { PlacedObject } from './decide-objects.ts';

/** What the status folder keeps of an object. */
export interface StatusRecord extends ObjectName {
  readonly uid: string;
  /** From 1; rises whenever the defaulted spec changes. */
  readonly generation: number;
  readonly creationTimestamp: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly specDigest: string;
  /** The file of the object, below the folder of resources. */
  readonly file: string;
  /** The last spec without faults, so that it holds across a restart while the file has faults. */
  readonly spec: unknown;
  /** Of the form of its Kind. */
  readonly status: object | undefined;
}

export interface IdentifiedObjects {
  readonly records: ReadonlyMap<string, StatusRecord>;
  readonly written: readonly StatusRecord[];
  readonly removed: readonly StatusRecord[];
}

/** Gives new objects an identity, counts changes of the others, and drops the records of those that are gone. */
export function identifyObjects(
  objects: ReadonlyMap<string, PlacedObject>,
  known: ReadonlyMap<string, StatusRecord>,
  makeIdentity: () => { readonly uid: string; readonly creationTimestamp: string },
): IdentifiedObjects {
  const records = new Map<string, StatusRecord>();
  const written: StatusRecord[] = [];
  for (const [key, { file, resource }] of objects) {
    const specDigest = digestSpec(resource.spec);
    const before = known.get(key);
    const { kind, namespace, name, labels, annotations, spec } = resource;
    const isLabelledSo = isDeepStrictEqual([before?.labels, before?.annotations], [labels, annotations]);
    if (before?.specDigest === specDigest && before.file === file && isLabelledSo) {
      records.set(key, before);
      continue;
    }
    const record: StatusRecord =
      before === undefined
        ? {
            kind,
            namespace,
            name,
            ...makeIdentity(),
            generation: 1,
            labels,
            annotations,
            specDigest,
            file,
            spec,
            status: undefined,
          }
        : {
            ...before,
            generation: before.specDigest === specDigest ? before.generation : before.generation + 1,
            labels,
            annotations,
            specDigest,
            file,
            spec,
          };
    records.set(key, record);
    written.push(record);
  }
  const removed = [...known].filter(([key]) => !objects.has(key)).map(([, record]) => record);
  return { records, written, removed };
}
