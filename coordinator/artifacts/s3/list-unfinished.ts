import { workThrough } from '../../../shared/runtime/work-through.ts';
import type { UnfinishedUpload } from '../artifact-store.ts';
import { readUploadMeta } from './find-upload.ts';
import { listArea, readFinished } from './finished-objects.ts';
import type { S3StoreDeps } from './store-deps.ts';

const readsAtOnce = 8;

/** Unfinished uploads at and below a prefix, sorted by key; 0 bytes of one that nobody has gone on with here. */
export async function listUnfinished(
  prefix: string,
  readLoaded: (key: string) => number | undefined,
  deps: S3StoreDeps,
): Promise<readonly UnfinishedUpload[]> {
  const keys: string[] = [];
  for await (const { name } of listArea('uploads', prefix, deps))
    if (name.endsWith('.json')) keys.push(deps.layout.toKey('uploads', name));
  const found: UnfinishedUpload[] = [];
  await workThrough(keys, readsAtOnce, async (key) => {
    const meta = await readUploadMeta(key, deps);
    // The record of an upload may outlive its receipt for a while.
    if (meta === undefined || (await readFinished(key, deps)) !== undefined) return;
    const { fileName, mediaType } = meta;
    found.push({ key, fileName, mediaType, durableBytes: readLoaded(key) ?? 0 });
  });
  return found.toSorted((left, right) => (left.key < right.key ? -1 : 1));
}
