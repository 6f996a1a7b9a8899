import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { workThrough } from '../../shared/runtime/work-through.ts';
import type { UnfinishedUpload } from './artifact-store.ts';
import { DurableOffset } from './durable-offset.ts';
import { listKeys } from './list-keys.ts';
import { readFinished } from './publish-object.ts';
import { readMeta } from './sidecar.ts';
import type { StoreLayout } from './store-layout.ts';
import { orMissing } from './write-all.ts';

const readsAtOnce = 32;

/** The durable bytes of an upload that is in memory; undefined of any other. */
type ReadLoaded = (key: string) => number | undefined;

/** Unfinished uploads of a disk store at and below a prefix, sorted by key. */
export async function listUnfinished(
  prefix: string,
  layout: StoreLayout,
  readLoaded: ReadLoaded,
): Promise<readonly UnfinishedUpload[]> {
  const keys = await listKeys(layout.metasOf(prefix), layout.metasOf('').folder);
  const found: UnfinishedUpload[] = [];
  await workThrough(keys, readsAtOnce, async (key) => {
    const meta = await readMeta(layout.part(key).meta);
    // Whoever gave the receipt may have died before it had cleared away.
    if (meta === undefined || (await readFinished(key, layout)) !== undefined) return;
    const { fileName, mediaType } = meta;
    const durableBytes = await measure(key, layout, readLoaded);
    found.push({ key, fileName, mediaType, durableBytes, readableBytes: durableBytes });
  });
  return found.toSorted((left, right) => (left.key < right.key ? -1 : 1));
}

/** Its durable bytes from `offset`; nothing where there is no such upload. */
export async function* readUnfinished(
  key: string,
  offset: number,
  layout: StoreLayout,
  readLoaded: ReadLoaded,
): AsyncGenerator<Buffer> {
  const end = await measure(key, layout, readLoaded);
  if (end <= offset) return;
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW;
  await using file = await orMissing(open(layout.part(key).bytes, flags));
  if (file === undefined) return;
  yield* file.createReadStream({ start: offset, end: end - 1, autoClose: false, highWaterMark: 64 * 1024 });
}

async function measure(key: string, layout: StoreLayout, readLoaded: ReadLoaded): Promise<number> {
  const loaded = readLoaded(key);
  if (loaded !== undefined) return loaded;
  const { bytes, offset } = layout.part(key);
  const size = (await orMissing(stat(bytes)))?.size ?? 0;
  return Math.min(size, await DurableOffset.read(offset));
}
