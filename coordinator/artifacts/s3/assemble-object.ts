import { createHash } from 'node:crypto';
import type { UploadMeta } from '../artifact-store.ts';
import type { ObjectFacts, StoredPart } from './bucket.ts';
import { isOwn, type WholeObject } from './find-upload.ts';
import { readFinished } from './finished-objects.ts';
import { readBytes } from './read-bytes.ts';
import type { S3StoreDeps } from './store-deps.ts';
import { sumBytes } from './sum-bytes.ts';

/** What every object says of itself. */
export function describeUpload({ owner, artifactId, fileName, mediaType }: UploadMeta): ObjectFacts {
  return { mediaType, fileName, metadata: { 'toe-owner': owner, 'toe-artifact': artifactId } };
}

/**
 * Stores bytes as the object of a key, unless one is there already: that has to be the same, or is removed where it
 * has no receipt. Undefined where somebody else finished the key or writes it at this instant.
 */
export async function storeWhole(
  key: string,
  { bytes, sha256 }: { readonly bytes: Buffer; readonly sha256: string },
  meta: UploadMeta,
  deps: S3StoreDeps,
): Promise<WholeObject | undefined> {
  const { bucket, layout, provesParts } = deps;
  const name = layout.object(key);
  const facts = describeUpload(meta);
  const metadata = { ...facts.metadata, 'toe-sha256': sha256 };
  const sizeBytes = bytes.length;
  for (let tries = 0; tries < 2; tries += 1) {
    const stored = await bucket.put(name, bytes, { ...facts, metadata, sha256, once: true });
    const found = stored.kind === 'exists' ? await bucket.head(name) : undefined;
    const isSame = found?.metadata['toe-sha256'] === sha256 && found.sizeBytes === sizeBytes;
    const etag = stored.kind === 'stored' ? stored.etag : isSame ? found.etag : undefined;
    if (etag !== undefined) return { sizeBytes, etag, sha256: provesParts ? sha256 : undefined };
    if ((await readFinished(key, deps)) !== undefined) return undefined;
    await bucket.remove(name);
  }
  return undefined;
}

/**
 * Makes the parts one object. `sha256` is that of all of them together, where it is known. What is there already and
 * of the same upload stands in its place, to be read back; what is of nobody is removed. Undefined where the bucket
 * has not these parts, or somebody else finished the key.
 */
export async function completeParts(
  key: string,
  upload: UploadParts,
  meta: UploadMeta,
  deps: S3StoreDeps,
): Promise<WholeObject | undefined> {
  const { bucket, layout, provesParts } = deps;
  const { uploadId, parts, sha256 } = upload;
  const name = layout.object(key);
  for (let tries = 0; ; tries += 1) {
    const completed = await bucket.complete(name, uploadId, parts);
    if (completed.kind === 'stored') {
      return { sizeBytes: sumBytes(parts), etag: completed.etag, sha256: provesParts ? sha256 : undefined };
    }
    // The answer of a try before may have been lost, or somebody else was first.
    const found = completed.kind === 'invalid' ? undefined : await bucket.head(name);
    const isStray =
      completed.kind === 'exists' &&
      found !== undefined &&
      !isOwn(found, meta) &&
      tries === 0 &&
      (await readFinished(key, deps)) === undefined;
    if (isStray) {
      await bucket.remove(name);
      continue;
    }
    if (completed.kind !== 'gone') await bucket.abort(name, uploadId);
    if (found === undefined || !isOwn(found, meta)) return undefined;
    return { sizeBytes: found.sizeBytes, etag: found.etag, sha256: undefined };
  }
}

interface UploadParts {
  readonly uploadId: string;
  readonly parts: readonly StoredPart[];
  readonly sha256: string | undefined;
}

/** The digest that is proven, else that of the bytes as they are read back; undefined where they are gone. */
export async function readDigest(
  key: string,
  { sha256, sizeBytes, etag }: WholeObject,
  { bucket, layout }: S3StoreDeps,
): Promise<string | undefined> {
  if (sha256 !== undefined) return sha256;
  const hash = createHash('sha256');
  const reading = readBytes(bucket, layout.object(key), { offset: 0, end: sizeBytes, etag });
  for (let next = await reading.next(); ; next = await reading.next()) {
    if (next.done === true) return next.value === 'whole' ? hash.digest('hex') : undefined;
    hash.update(next.value);
  }
}
