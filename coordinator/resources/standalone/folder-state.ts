import { randomUUID } from 'node:crypto';
import { apiVersion } from '../../../shared/kinds/kinds.ts';
import { parseResourceDocument } from '../../../shared/kinds/parse-resource-document.ts';
import type { FileResource } from '../../../shared/kinds/parse-resource-file.ts';
import type { Log } from '../../../shared/log.ts';
import type { ResourceRef } from '../resource-source.ts';
import { type DecidedObjects, decideObjects } from './decide-objects.ts';
import { type IdentifiedObjects, identifyObjects, type StatusRecord } from './identify-objects.ts';
import { type FileState, type ReadFiles, readChangedFiles } from './read-changed-files.ts';
import { scanFolder } from './scan-folder.ts';
import type { StatusFolder } from './status-folder.ts';

export interface FolderStateParts {
  readonly root: string;
  readonly statusFolder: StatusFolder;
  readonly records: ReadonlyMap<string, StatusRecord>;
  readonly settleMs: number;
  readonly log: Log;
}

/** How a look at the folder ended. */
export interface Look {
  /** False: something is still being written; look again soon. */
  readonly isSettled: boolean;
  readonly folders: readonly string[];
}

/**
 * What is known of the folder, in memory. One change at a time: it is durable in the status folder first, then
 * seen by readers, then told to listeners; where writing fails, memory stays as it was and the next look tries again.
 */
export class FolderState {
  readonly #parts: FolderStateParts;
  readonly #listeners = new Set<(ref: ResourceRef) => void>();
  readonly #settingListeners = new Set<() => void>();
  #files: ReadonlyMap<string, FileState> = new Map();
  #decided: DecidedObjects = { objects: new Map(), faults: new Map(), claimed: new Map() };
  #records: ReadonlyMap<string, StatusRecord>;
  #queue: Promise<unknown> = Promise.resolve();
  #hasLooked = false;

  constructor(parts: FolderStateParts) {
    this.#parts = parts;
    this.#records = parts.records;
  }

  get decided(): DecidedObjects {
    return this.#decided;
  }

  get records(): ReadonlyMap<string, StatusRecord> {
    return this.#records;
  }

  /** Stop listening by disposing of the result. */
  listen(listener: (ref: ResourceRef) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  /** Calls whenever configs or policies have changed. Stop listening by disposing of the result. */
  listenSettings(listener: () => void): Disposable {
    this.#settingListeners.add(listener);
    return { [Symbol.dispose]: () => this.#settingListeners.delete(listener) };
  }

  /** Runs one change after all earlier ones. */
  async exclusive<Result>(change: () => Promise<Result>): Promise<Result> {
    const result = this.#queue.then(change);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /** Looks at the folder and takes in what has changed. Only within `exclusive`. */
  async look(settled: ReadonlySet<string> = new Set()): Promise<Look> {
    const { root, settleMs } = this.#parts;
    const scanned = await scanFolder(root);
    const read = await readChangedFiles(root, scanned, this.#files, {
      nowMs: Date.now(),
      settleMs,
      settled,
      restore: (file) => this.#restore(file),
    });
    const isFirst = !this.#hasLooked && read.isSettled;
    if (read.hasChanged || isFirst) await this.#takeIn(read, isFirst);
    else this.#files = read.files;
    return { isSettled: read.isSettled, folders: scanned.folders };
  }

  /** Keeps a record, durably, in place of the one with its key. Only within `exclusive`. */
  async saveRecord(key: string, record: StatusRecord): Promise<void> {
    await this.#parts.statusFolder.save(record);
    this.#records = new Map(this.#records).set(key, record);
  }

  async #takeIn(read: ReadFiles, isFirst: boolean): Promise<void> {
    const { statusFolder } = this.#parts;
    const decided = decideObjects(read.files);
    const identified = identifyObjects(decided.objects, this.#records, () => ({
      uid: randomUUID(),
      creationTimestamp: new Date().toISOString(),
    }));
    // Until all files have been read once, nobody knows that an object is gone.
    const removed = this.#hasLooked || isFirst ? identified.removed : [];
    for (const record of identified.written) await statusFolder.save(record);
    for (const record of removed) await statusFolder.remove(record);
    const changedFaults = findChanges(this.#decided.faults, decided.faults);
    if (changedFaults.size > 0 || isFirst) await statusFolder.saveFaults(decided.faults);
    const changed = [
      ...identified.written,
      ...removed,
      ...listConcerned(changedFaults, this.#files, read.files),
    ];
    this.#records = keepRecords(identified, removed);
    this.#files = read.files;
    this.#decided = decided;
    this.#hasLooked ||= isFirst;
    this.#tell(changedFaults, changed);
  }

  #tell(
    changedFaults: ReadonlySet<string>,
    changed: readonly (ResourceRef & { readonly kind: string })[],
  ): void {
    for (const file of changedFaults) {
      const fault = this.#decided.faults.get(file);
      if (fault === undefined) this.#parts.log.info({ file }, 'Accepted a resource file that had faults');
      else this.#parts.log.warn({ file, fault }, 'Refused a resource file');
    }
    const refs = new Map(
      changed
        .filter(({ kind }) => kind === 'PowerTool')
        .map(({ namespace, name }) => [`${namespace}/${name}`, { namespace, name }]),
    );
    for (const ref of refs.values()) for (const listener of this.#listeners) listener(ref);
    if (changed.some(({ kind }) => kind !== 'PowerTool'))
      for (const listener of this.#settingListeners) listener();
  }

  #restore(file: string): readonly FileResource[] {
    return [...this.#records.values()].flatMap((record) => {
      if (record.file !== file) return [];
      const { kind, namespace, name, labels, annotations, spec } = record;
      const metadata = { namespace, name, labels, annotations };
      const parsed = parseResourceDocument({ apiVersion, kind, metadata, spec });
      return parsed.kind === 'parsed' ? [{ resource: parsed.resource, document: 0, line: 1 }] : [];
    });
  }
}

/** The records of what is there, and of what is not known to be gone. */
function keepRecords(
  { records, removed: missing }: IdentifiedObjects,
  removed: readonly StatusRecord[],
): ReadonlyMap<string, StatusRecord> {
  const kept = new Map(records);
  for (const record of missing) {
    if (!removed.includes(record)) kept.set(`${record.kind}/${record.namespace}/${record.name}`, record);
  }
  return kept;
}

function findChanges(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  return new Set([...before.keys(), ...after.keys()].filter((file) => before.get(file) !== after.get(file)));
}

/** The objects that the files hold or claim, before or after. */
function listConcerned(
  changed: ReadonlySet<string>,
  ...states: readonly ReadonlyMap<string, FileState>[]
): readonly (ResourceRef & { readonly kind: string })[] {
  return [...changed].flatMap((file) =>
    states.flatMap((files) => {
      const state = files.get(file);
      return [...(state?.resources.map(({ resource }) => resource) ?? []), ...(state?.claims ?? [])];
    }),
  );
}
