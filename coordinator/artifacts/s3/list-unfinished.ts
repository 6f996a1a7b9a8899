import { workThrough } from '../../../shared/runtime/work-through.ts';
import type { UnfinishedUpload } from '../artifact-store.ts';
import { readUploadMeta } from './find-upload.ts';
import { listArea, readFinished } from './finished-objects.ts';
import { measureReadable } from './pieces.ts';
import type { S3StoreDeps } from './store-deps.ts';

const readsAtOnce = 8;

interface Loaded {
  readonly durableOffset: number;
  readonly readable: { readonly offset: number };
}

/**
 * Unfinished uploads at and below a prefix, sorted by key; of one that nobody has gone on with here, the bytes that can be
 * read.
 */
export async function listUnfinished(
  prefix: string,
  peek: (key: string) => Loaded | undefined,
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
    const loaded = peek(key);
    const readableBytes = loaded?.readable.offset ?? (await measureReadable(key, deps));
    found.push({
      key,
      fileName,
      mediaType,
      durableBytes: loaded?.durableOffset ?? readableBytes,
      readableBytes,
    });
  });
  return found.toSorted((left, right) => (left.key < right.key ? -1 : 1));
}
