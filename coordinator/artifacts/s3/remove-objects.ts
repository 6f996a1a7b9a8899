import { workThrough } from '../../../shared/runtime/work-through.ts';
import { listMultipartsOf } from './find-upload.ts';
import { listArea } from './finished-objects.ts';
import { removePieces } from './pieces.ts';
import type { S3StoreDeps } from './store-deps.ts';

const removalsAtOnce = 16;

/** What there may be beside the object of an upload. */
export interface Besides {
  readonly hasTail: boolean;
  readonly hasPieces: boolean;
}

/** Removes what the bucket has of an upload beside its object. */
export async function removeUpload(key: string, besides: Besides, deps: S3StoreDeps): Promise<void> {
  const { bucket, layout } = deps;
  if (besides.hasTail) await bucket.remove(layout.tail(key));
  if (besides.hasPieces) await removePieces(key, deps);
  await bucket.remove(layout.upload(key));
}

/**
 * Removes everything at and below a key: receipts first, so that nothing half-removed counts; what stands directly
 * below the key last, so that a removal that was cut off is still known by its documents and done again.
 */
export async function removeTree(prefix: string, deps: S3StoreDeps): Promise<void> {
  const { bucket, layout } = deps;
  await removeNames(listNames('sidecars', prefix, deps), deps);
  const { folder, single } = layout.under('objects', prefix);
  for (const name of [folder, ...single])
    for await (const { key, uploadId } of bucket.listMultiparts(name))
      if (key === name || key.startsWith(folder)) await bucket.abort(key, uploadId);
  // Some servers list those of a whole key only.
  for await (const name of listNames('uploads', prefix, deps))
    if (name.endsWith('.json')) await abortMultiparts(layout.toKey('uploads', name), deps);
  await removeNames(listNames('uploads', prefix, deps), deps);
  const depth = folder.split('/').length;
  const isDeep = (name: string): boolean => name.split('/').length > depth;
  await removeNames(listNames('objects', prefix, deps, isDeep), deps);
  await removeNames(listNames('objects', prefix, deps), deps);
}

/** Gives up an upload that nobody can claim any more: its parts, its object without a receipt, its record. */
export async function discardUpload(key: string, deps: S3StoreDeps): Promise<void> {
  await abortMultiparts(key, deps);
  await deps.bucket.remove(deps.layout.object(key));
  await removeUpload(key, { hasTail: true, hasPieces: true }, deps);
}

export async function abortMultiparts(key: string, deps: S3StoreDeps): Promise<void> {
  for (const { uploadId } of await listMultipartsOf(key, deps))
    await deps.bucket.abort(deps.layout.object(key), uploadId);
}

async function* listNames(
  area: 'objects' | 'sidecars' | 'uploads',
  prefix: string,
  deps: S3StoreDeps,
  picks: (name: string) => boolean = () => true,
): AsyncGenerator<string> {
  for await (const { name } of listArea(area, prefix, deps)) if (picks(name)) yield name;
}

/** A request for each: requests for many at once need a checksum that not every server knows. */
async function removeNames(names: AsyncIterable<string>, { bucket }: S3StoreDeps): Promise<void> {
  let batch: string[] = [];
  const removeBatch = async (): Promise<void> => {
    await workThrough(batch, removalsAtOnce, (name) => bucket.remove(name));
    batch = [];
  };
  for await (const name of names) {
    batch.push(name);
    if (batch.length >= 1_000) await removeBatch();
  }
  await removeBatch();
}
