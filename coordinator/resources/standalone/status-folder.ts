import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Log } from '../../../shared/log.ts';
import { removeFile, replaceFile, temporaryName } from '../../../shared/runtime/durable-files.ts';
import { toKey } from './decide-objects.ts';
import type { StatusRecord } from './identify-objects.ts';
import { parseStatusRecord, toStatusText } from './parse-status-record.ts';

/** People read statuses; only the coordinator writes them. */
const readable = { mode: 0o644 };

/** `status/<Kind>/<namespace>/<name>.yaml` for each object, and `status/faults.yaml`. */
export class StatusFolder {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** Reads all records, and removes what a crash left half-written. A file that is no record is told and skipped. */
  async load(log: Log): Promise<ReadonlyMap<string, StatusRecord>> {
    const records = new Map<string, StatusRecord>();
    for (const entry of await readdir(this.#root, { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || path === this.#faultsPath()) continue;
      if (temporaryName.test(entry.name)) await rm(path, { force: true });
      else if (entry.name.endsWith('.yaml')) {
        const record = await readRecord(path);
        if (record !== undefined && this.#pathOf(record) === path) records.set(toKey(record), record);
        else log.warn({ path }, 'Ignored a status file that no coordinator wrote');
      }
    }
    return records;
  }

  async save(record: StatusRecord): Promise<void> {
    await replaceFile(this.#pathOf(record), toStatusText(record), readable);
  }

  async remove(record: StatusRecord): Promise<void> {
    await removeFile(this.#pathOf(record));
  }

  /** Writes file → message for people; without faults there is no such file. */
  async saveFaults(faults: ReadonlyMap<string, string>): Promise<void> {
    if (faults.size === 0) await removeFile(this.#faultsPath());
    else
      await replaceFile(
        this.#faultsPath(),
        stringify(Object.fromEntries(faults), { lineWidth: 0 }),
        readable,
      );
  }

  #pathOf({ kind, namespace, name }: StatusRecord): string {
    return join(this.#root, kind, namespace, `${name}.yaml`);
  }

  #faultsPath(): string {
    return join(this.#root, 'faults.yaml');
  }
}

async function readRecord(path: string): Promise<StatusRecord | undefined> {
  const text = await readFile(path, 'utf8');
  try {
    return parseStatusRecord(text);
  } catch {
    return undefined;
  }
}
