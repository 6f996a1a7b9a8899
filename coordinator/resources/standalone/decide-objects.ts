import type { ObjectName, WrittenResource } from '../../../shared/kinds/parse-resource-document.ts';
import { showObject } from '../../../shared/kinds/parse-resource-file.ts';
import type { FileState } from './read-changed-files.ts';

/** The objects that all files together make. */
export interface DecidedObjects {
  readonly objects: ReadonlyMap<string, PlacedObject>;
  /** By file, what is wrong with it. */
  readonly faults: ReadonlyMap<string, string>;
  /** By object that only a faulty file is about, the fault. */
  readonly claimed: ReadonlyMap<string, string>;
}

export interface PlacedObject {
  readonly file: string;
  readonly resource: WrittenResource;
}

/** Identifies an object among all Kinds. */
export function toKey({ kind, namespace, name }: ObjectName): string {
  return `${kind}/${namespace}/${name}`;
}

/** Where two files have the same object, the first by path wins and the other has a fault. */
export function decideObjects(files: ReadonlyMap<string, FileState>): DecidedObjects {
  const objects = new Map<string, PlacedObject>();
  const faults = new Map<string, string>();
  const claimed = new Map<string, string>();
  const sorted = [...files].toSorted(([left], [right]) => (left < right ? -1 : 1));
  for (const [file, state] of sorted) {
    const messages = state.fault === undefined ? [] : [state.fault];
    for (const { resource, line } of state.resources) {
      const first = objects.get(toKey(resource));
      if (first === undefined) objects.set(toKey(resource), { file, resource });
      else
        messages.push(
          `${file}:${line}: ${showObject(resource)} stands already in "${first.file}": remove or rename one`,
        );
    }
    if (messages.length > 0) faults.set(file, messages.join('\n'));
  }
  for (const [, state] of sorted) {
    for (const claim of state.claims) {
      const key = toKey(claim);
      if (!objects.has(key) && !claimed.has(key)) claimed.set(key, state.fault ?? '');
    }
  }
  return { objects, faults, claimed };
}
