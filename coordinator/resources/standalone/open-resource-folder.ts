import { mkdir, mkdtemp, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../../shared/log.ts';
import { readDefaults } from '../read-defaults.ts';
import type { ResourceSource } from '../resource-source.ts';
import { FolderResourceSource } from './folder-resource-source.ts';
import { FolderState } from './folder-state.ts';
import { StatusFolder } from './status-folder.ts';

export interface ResourceFolderOptions {
  /** Holds `resources/`, which people write, and `status/`, which the coordinator writes. Both are made. */
  readonly dataDir: string;
  /** The specs of the configs that hold where an administrator wrote none, by tool. */
  readonly defaults: ReadonlyMap<string, unknown>;
  /** The same of argument policies, by name. */
  readonly defaultPolicies?: ReadonlyMap<string, unknown>;
  readonly log: Log;
  /** How long a file must be left alone before it is read. */
  readonly settleMs?: number;
  /** How often to look where the kernel tells nothing. */
  readonly pollMs?: number;
}

/**
 * Opens the resources of standalone mode and reads them once, so that reads answer before `watch` runs. Throws an
 * Error with a remedy where the folders cannot be used, and a RangeError for a default that is not valid. One
 * coordinator at a time may have the folder.
 */
export async function openResourceFolder(options: ResourceFolderOptions): Promise<ResourceSource> {
  const { dataDir, log, settleMs = 100, pollMs = 2_000 } = options;
  const defaults = {
    configs: readDefaults('PowerToolConfig', options.defaults),
    policies: readDefaults('PowerToolArgumentPolicy', options.defaultPolicies ?? new Map()),
  };
  const root = join(dataDir, 'resources');
  const statusRoot = join(dataDir, 'status');
  for (const folder of [root, join(root, 'captures'), statusRoot]) await prepareFolder(folder);
  const statusFolder = new StatusFolder(statusRoot);
  const records = await statusFolder.load(log);
  const state = new FolderState({ root, statusFolder, records, settleMs, log });
  // A file may be in the middle of being written; it is taken in later if that takes long.
  for (let looks = 0; looks < 10; looks += 1) {
    if ((await state.exclusive(() => state.look())).isSettled) break;
    await delay(settleMs);
  }
  const removedBefore = [...records]
    .filter(([key, { kind }]) => kind === 'PowerTool' && !state.records.has(key))
    .map(([, { namespace, name }]) => ({ namespace, name }));
  return new FolderResourceSource({ root, state, defaults, removedBefore, pollMs, settleMs, log });
}

async function prepareFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    await readdir(path);
    // Trying is the only sure way: a disk may be read-only or full whatever the mode bits say.
    await rmdir(await mkdtemp(join(path, '.writable-')));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const remedy = `make it a folder that user ${process.geteuid?.() ?? ''} may write, or choose another one`;
    throw new Error(`Cannot use folder "${path}": ${why}: ${remedy}`, { cause: error });
  }
}
