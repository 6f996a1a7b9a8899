import type { UploadMeta } from '../artifact-store.ts';
import { parseMeta } from '../sidecar.ts';
import type { ListedMultipart, ObjectHead, StoredPart } from './bucket.ts';
import { listPieces } from './pieces.ts';
import { readSmall } from './read-bytes.ts';
import { partBytes, type S3StoreDeps } from './store-deps.ts';
import { findTail, type StoredTail } from './stored-tail.ts';
import { sumBytes } from './sum-bytes.ts';

/** What the bucket has of an unfinished upload. */
export interface FoundUpload {
  readonly meta: UploadMeta;
  /** All its bytes, at the object's own name. */
  readonly object: WholeObject | undefined;
  readonly multipart: FoundMultipart | undefined;
  /** Bytes behind the parts. */
  readonly tail: StoredTail | undefined;
  /** Whether a tail is there, of these parts or of others. */
  readonly hasTail: boolean;
  /** How many of the parts can be read, from the first on. */
  readonly pieces: number;
}

/** `parts` are whole and without a gap from the first; the very last of an upload may be smaller. */
interface FoundMultipart {
  readonly uploadId: string;
  readonly parts: readonly StoredPart[];
}

/** Whose an unfinished upload is; undefined where nobody began one. */
export async function readUploadMeta(key: string, deps: S3StoreDeps): Promise<UploadMeta | undefined> {
  return parseMeta((await readSmall(deps.bucket, deps.layout.upload(key)))?.toString('utf8'));
}

/**
 * Finds an upload again by what the bucket has, whoever began it; undefined where nobody did. `sizeBytes` is how long it
 * has turned out to be.
 */
export async function findUpload(
  key: string,
  deps: S3StoreDeps,
  sizeBytes?: number,
): Promise<FoundUpload | undefined> {
  const { bucket, layout } = deps;
  const meta = await readUploadMeta(key, deps);
  if (meta === undefined) return undefined;
  const head = await bucket.head(layout.object(key));
  const { isThere: hasTail, tail } = await findTail(key, deps);
  if (head !== undefined && isOwn(head, meta)) {
    const object = toWhole(head, deps);
    return { meta, object, multipart: undefined, tail: undefined, hasTail, pieces: 0 };
  }
  const multipart = await findMultipart(key, sizeBytes ?? meta.declaredSizeBytes, deps);
  const end = sumBytes(multipart?.parts ?? []);
  const pieces = end === 0 ? 0 : (await listPieces(key, deps)).length;
  const own = tail?.offset === end ? tail : undefined;
  return { meta, object: undefined, multipart, tail: own, hasTail, pieces };
}

/** All bytes of an upload at the object's own name. `sha256` is undefined until they are read back. */
export interface WholeObject {
  readonly sizeBytes: number;
  readonly etag: string;
  readonly sha256: string | undefined;
}

/** What is said of an object that came whole was compared by the server when it took the bytes. */
function toWhole({ sizeBytes, etag, metadata }: ObjectHead, { provesParts }: S3StoreDeps): WholeObject {
  const said = metadata['toe-sha256'] ?? '';
  return { sizeBytes, etag, sha256: provesParts && said !== '' ? said : undefined };
}

/** Whether an object that has no receipt yet is of this upload. */
export function isOwn(object: ObjectHead, meta: UploadMeta): boolean {
  return object.metadata['toe-owner'] === meta.owner;
}

/** The multipart uploads of exactly one key, sorted by age. */
export async function listMultipartsOf(key: string, deps: S3StoreDeps): Promise<readonly ListedMultipart[]> {
  const name = deps.layout.object(key);
  const found: ListedMultipart[] = [];
  for await (const multipart of deps.bucket.listMultiparts(name))
    if (multipart.key === name) found.push(multipart);
  return found.toSorted((left, right) => left.initiatedUnixMs - right.initiatedUnixMs);
}

/** The one that has most; the others, of tries that were cut off as they began, are given up. */
async function findMultipart(
  key: string,
  sizeBytes: number,
  deps: S3StoreDeps,
): Promise<FoundMultipart | undefined> {
  const name = deps.layout.object(key);
  let best: FoundMultipart | undefined;
  const others: string[] = [];
  for (const { uploadId } of await listMultipartsOf(key, deps)) {
    const listed = await deps.bucket.listParts(name, uploadId);
    if (listed === undefined) continue;
    const parts = takeWholeParts(listed, sizeBytes);
    if (best !== undefined && best.parts.length >= parts.length) {
      others.push(uploadId);
      continue;
    }
    if (best !== undefined) others.push(best.uploadId);
    best = { uploadId, parts };
  }
  for (const uploadId of others) await deps.bucket.abort(name, uploadId);
  return best;
}

/** Those that can stay as they are, whatever still comes. */
export function takeWholeParts(
  parts: readonly StoredPart[],
  declaredSizeBytes: number,
): readonly StoredPart[] {
  const taken: StoredPart[] = [];
  let end = 0;
  for (const part of parts) {
    if (part.number !== taken.length + 1) break;
    const isLast = declaredSizeBytes > 0 && end + part.sizeBytes === declaredSizeBytes;
    if (part.sizeBytes !== partBytes && !isLast) break;
    taken.push(part);
    end += part.sizeBytes;
    if (isLast) break;
  }
  return taken;
}
