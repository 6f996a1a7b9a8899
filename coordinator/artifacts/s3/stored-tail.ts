import type { ObjectHead } from './bucket.ts';
import type { PartSlot } from './part-slots.ts';
import { readBytes } from './read-bytes.ts';
import { partBytes, type S3StoreDeps } from './store-deps.ts';

/** Bytes behind the parts of an unfinished upload, in an object of their own that the next tail replaces. */
export interface StoredTail {
  readonly offset: number;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Undefined where there is none, or where it is none. */
export async function findTail(
  key: string,
  { bucket, layout }: S3StoreDeps,
): Promise<{ readonly isThere: boolean; readonly tail: StoredTail | undefined }> {
  const head = await bucket.head(layout.tail(key));
  return { isThere: head !== undefined, tail: head === undefined ? undefined : toTail(head) };
}

/** Durable when it resolves. */
export async function writeTail(
  key: string,
  offset: number,
  slot: PartSlot,
  { bucket, layout }: S3StoreDeps,
): Promise<StoredTail> {
  const tail = { offset, sizeBytes: slot.length, sha256: slot.sha256() };
  const metadata = { 'toe-offset': String(offset), 'toe-sha256': tail.sha256 };
  const facts = { mediaType: 'application/octet-stream', sha256: tail.sha256, metadata };
  await bucket.put(layout.tail(key), slot.bytes, facts);
  return tail;
}

/** Fills an empty slot with a tail; false where another coordinator has changed it, and then it is removed. */
export async function readTail(
  key: string,
  tail: StoredTail,
  slot: PartSlot,
  { bucket, layout }: S3StoreDeps,
): Promise<boolean> {
  const range = { offset: 0, end: tail.sizeBytes };
  for await (const chunk of readBytes(bucket, layout.tail(key), range)) slot.append(chunk);
  if (slot.length === tail.sizeBytes && slot.sha256() === tail.sha256) return true;
  await bucket.remove(layout.tail(key));
  return false;
}

/** Undefined where it is none. */
export function toTail({ sizeBytes, metadata }: ObjectHead): StoredTail | undefined {
  const { 'toe-offset': offset = '', 'toe-sha256': sha256 = '' } = metadata;
  const isTail = /^[0-9]{1,16}$/.test(offset) && sizeBytes <= partBytes;
  return isTail ? { offset: Number(offset), sizeBytes, sha256 } : undefined;
}
