import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Receipt } from '../../../shared/domain/artifact.ts';
import type { UploadMeta } from '../artifact-store.ts';
import { StoreFailure } from '../store-failure.ts';
import { completeParts, describeUpload, readDigest, storeWhole } from './assemble-object.ts';
import type { StoredPart } from './bucket.ts';
import type { WholeObject } from './find-upload.ts';
import { publish, readFinished } from './finished-objects.ts';
import type { PartSlot } from './part-slots.ts';
import type { S3StoreDeps } from './store-deps.ts';

/** Adds a local file's bytes; an older object of the key is replaced, and there is none in between. */
export async function putFile(
  key: string,
  path: string,
  meta: UploadMeta,
  deps: S3StoreDeps,
): Promise<Receipt> {
  const { bucket, layout, failpoints } = deps;
  const old = await readFinished(key, deps);
  const sha256 = await digestFile(path);
  if (old?.receipt.sha256 === sha256 && old.meta.owner === meta.owner) return old.receipt;
  await bucket.remove(layout.sidecar(key));
  await bucket.remove(layout.object(key));
  await failpoints.reach('store.before-sync');
  await using file = await open(path, 'r');
  const object = await storeFile(key, file, meta, deps);
  if ((await readDigest(key, object, deps)) !== sha256)
    throw new Error(`Cannot store "${key}": its file "${path}" changed meanwhile`);
  await failpoints.reach('store.before-rename');
  const proven = { sizeBytes: object.sizeBytes, sha256, etag: object.etag };
  const { receipt } = await publish(key, proven, meta, deps);
  if (receipt.sha256 !== sha256)
    throw new StoreFailure('busy', `store "${key}"`, 'another coordinator has stored other bytes');
  return receipt;
}

async function storeFile(
  key: string,
  file: FileHandle,
  meta: UploadMeta,
  deps: S3StoreDeps,
): Promise<WholeObject> {
  const { bucket, layout, slots } = deps;
  const name = layout.object(key);
  const hash = createHash('sha256');
  const slot = await slots.acquire();
  const parts: StoredPart[] = [];
  let uploadId: string | undefined;
  try {
    for (let offset = 0; ; offset += slot.length) {
      slot.clear();
      await fill(slot, file, offset);
      hash.update(slot.bytes);
      const part = { number: parts.length + 1, bytes: slot.bytes, sha256: slot.sha256() };
      const isLast = slot.free > 0;
      if (isLast && uploadId === undefined) return (await storeWhole(key, part, meta, deps)) ?? failBusy(key);
      uploadId ??= await bucket.beginMultipart(name, describeUpload(meta));
      if (slot.length > 0) parts.push((await bucket.putPart(name, uploadId, part)) ?? failBusy(key));
      if (!isLast) continue;
      const upload = { uploadId, parts, sha256: hash.digest('hex') };
      uploadId = undefined;
      return (await completeParts(key, upload, meta, deps)) ?? failBusy(key);
    }
  } finally {
    slots.release(slot);
    if (uploadId !== undefined) await bucket.abort(name, uploadId).catch(() => undefined);
  }
}

async function fill(slot: PartSlot, file: FileHandle, offset: number): Promise<void> {
  const block = Buffer.allocUnsafe(1024 * 1024);
  while (slot.free > 0) {
    const { bytesRead } = await file.read(block, 0, Math.min(block.length, slot.free), offset + slot.length);
    if (bytesRead === 0) return;
    slot.append(block.subarray(0, bytesRead));
  }
}

async function digestFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const source: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 1024 * 1024 });
  for await (const chunk of source) hash.update(chunk);
  return hash.digest('hex');
}

function failBusy(key: string): never {
  throw new StoreFailure('busy', `store "${key}"`, 'another coordinator stores it');
}
