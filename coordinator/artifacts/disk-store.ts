import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { open, readdir, readFile, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Receipt } from '../../shared/domain/artifact.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { createFile, makeDirectory, replaceFile, syncDirectory } from '../../shared/runtime/durable-files.ts';
import type { Failpoints } from '../../shared/runtime/failpoint.ts';
import { workThrough } from '../../shared/runtime/work-through.ts';
import {
  type ArtifactStore,
  ObjectMissingError,
  type StoredObject,
  type UploadMeta,
} from './artifact-store.ts';
import { checkPrefix } from './check-key.ts';
import { DiskUploads } from './disk-uploads.ts';
import { listKeys } from './list-keys.ts';
import {
  type ProvenFile,
  type PublishDeps,
  publishObject,
  readDurable,
  readFinished,
} from './publish-object.ts';
import { freeOnDisk, Space } from './space.ts';
import { makeLayout } from './store-layout.ts';
import { type SweepPartsDeps, sweepParts } from './sweep-parts.ts';
import { listUnfinished, readUnfinished } from './unfinished-files.ts';
import { orMissing, writeAll } from './write-all.ts';

export interface DiskStoreOptions {
  /** Folder of the store; made if missing. Used by one process at a time. */
  readonly root: string;
  /** New bytes are refused where fewer would stay free. */
  readonly floorBytes: number;
  readonly clock: Clock;
  readonly failpoints: Failpoints;
}

/** A store in a folder. Disposing of it makes durable what was taken and closes its files. */
export interface DiskStore extends ArtifactStore, AsyncDisposable {
  /** Removes unfinished uploads that nobody may claim any more. */
  sweep(deps: Pick<SweepPartsDeps, 'mayBeClaimed' | 'log'>, signal: AbortSignal): Promise<void>;
}

/** Sidecars are many and small. */
const readsAtOnce = 32;

/** Opens a store in a folder; unfinished uploads go on where they were durable. */
export async function openDiskStore(options: DiskStoreOptions): Promise<DiskStore> {
  const layout = makeLayout(options.root);
  await rm(layout.temporary, { recursive: true, force: true });
  await makeDirectory(layout.temporary);
  const deps: PublishDeps = { layout, clock: options.clock, failpoints: options.failpoints };
  const space = new Space(freeOnDisk(options.root, options.floorBytes));
  const uploads = new DiskUploads(deps, space);
  return {
    createDocument: (key, bytes) => createFile(layout.object(key), bytes, { temporaryIn: layout.temporary }),
    putDocument: (key, bytes) => replaceFile(layout.object(key), bytes, { temporaryIn: layout.temporary }),
    readDocument: (key) => orMissing(readFile(layout.object(key))),
    openUpload: (key, meta) => uploads.open(key, meta),
    openWriter: (key, owner, onDurable) => uploads.openWriter(key, owner, onDurable),
    // Nobody but this process can write here.
    signParts: async () => ({ kind: 'closed' }),
    finishUpload: (key, owner, sizeBytes, sha256) => uploads.finish(key, owner, sizeBytes, sha256),
    readUploadStatus: (key, owner) => uploads.readStatus(key, owner),
    listUnfinished: (prefix) => listUnfinished(prefix, layout, (key) => uploads.durableBytes(key)),
    openUnfinished: (key, offset) => readUnfinished(key, offset, layout, (at) => uploads.durableBytes(at)),
    dropUpload: (key) => uploads.discard(key),
    list: (prefix) => listObjects(prefix, deps),
    open: (key, offset, limit) => readObject(key, offset, limit, deps),
    toLocalFile: async (key) => {
      if ((await readFinished(key, layout)) === undefined) throw new ObjectMissingError(key);
      return { path: layout.object(key), [Symbol.asyncDispose]: async () => undefined };
    },
    putFile: (key, path, meta) => putFile(key, path, meta, deps, space),
    listNames: async (prefix) => (await orMissing(readdir(layout.object(prefix))))?.toSorted() ?? [],
    removeAll: async (prefix) => {
      const trees = layout.treesOf(prefix);
      await uploads.drop(checkPrefix(prefix).join('/'));
      for (const tree of trees) await rm(tree, { recursive: true, force: true });
      await orMissing(syncDirectory(dirname(layout.object(checkPrefix(prefix).join('/')))));
    },
    freeBytes: () => space.freeBytes(),
    sweep: (given, signal) =>
      sweepParts(
        { ...given, layout, clock: options.clock, discard: (key) => uploads.discardIdle(key) },
        signal,
      ),
    [Symbol.asyncDispose]: () => uploads.close(),
  };
}

async function listObjects(prefix: string, deps: PublishDeps): Promise<readonly StoredObject[]> {
  const { layout } = deps;
  const keys = await listKeys(layout.sidecarsOf(prefix), layout.sidecarsOf('').folder);
  const objects: StoredObject[] = [];
  await workThrough(keys, readsAtOnce, async (key) => {
    const sidecar = await readFinished(key, deps.layout);
    if (sidecar === undefined) return;
    const { sizeBytes, sha256, verifiedUnixUs } = sidecar.receipt;
    const { fileName, mediaType } = sidecar.meta;
    objects.push({ key, sizeBytes, sha256, fileName, mediaType, verifiedUnixUs });
  });
  return objects.toSorted((left, right) => (left.key < right.key ? -1 : 1));
}

async function* readObject(
  key: string,
  offset: number,
  limit: number,
  deps: PublishDeps,
): AsyncGenerator<Buffer> {
  if (!Number.isSafeInteger(offset) || offset < 0 || limit < 0)
    throw new RangeError(
      `Cannot read object "${key}" from ${offset}, ${limit} bytes: both must be 0 or above`,
    );
  const sidecar = await readFinished(key, deps.layout);
  if (sidecar === undefined) throw new ObjectMissingError(key);
  const end = limit === 0 ? sidecar.receipt.sizeBytes : Math.min(sidecar.receipt.sizeBytes, offset + limit);
  if (offset >= end) return;
  yield* createReadStream(deps.layout.object(key), { start: offset, end: end - 1, highWaterMark: 64 * 1024 });
}

async function putFile(
  key: string,
  path: string,
  meta: UploadMeta,
  deps: PublishDeps,
  space: Space,
): Promise<Receipt> {
  const { size } = await stat(path);
  const reservation = `${key}#${randomUUID()}`;
  const message = await space.reserve(reservation, size);
  if (message !== undefined) throw new Error(`Cannot store "${key}": ${message}`);
  const copy = join(deps.layout.temporary, randomUUID());
  try {
    const proven = await copyDurably(path, copy);
    const old = await readDurable(key, deps.layout);
    if (old?.receipt.sha256 === proven.sha256 && old.meta.owner === meta.owner) return old.receipt;
    if (old !== undefined) {
      await unlink(deps.layout.object(key));
      await syncDirectory(dirname(deps.layout.object(key)));
    }
    await deps.failpoints.reach('store.before-sync');
    return await publishObject(key, proven, meta, deps);
  } finally {
    space.release(reservation);
    await rm(copy, { force: true });
  }
}

async function copyDurably(from: string, to: string): Promise<ProvenFile> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  await using target = await open(to, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  const source: AsyncIterable<Buffer> = createReadStream(from, { highWaterMark: 1024 * 1024 });
  for await (const chunk of source) {
    hash.update(chunk);
    await writeAll(target, [chunk], sizeBytes);
    sizeBytes += chunk.length;
  }
  await target.sync();
  return { path: to, sizeBytes, sha256: hash.digest('hex') };
}
