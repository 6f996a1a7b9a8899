import type { Receipt } from '../../../shared/domain/artifact.ts';
import { workThrough } from '../../../shared/runtime/work-through.ts';
import type { StoredObject, UploadMeta } from '../artifact-store.ts';
import { encodeSidecar, parseSidecar, type Sidecar } from '../sidecar.ts';
import type { ListedObject } from './bucket.ts';
import { readSmall } from './read-bytes.ts';
import type { S3StoreDeps } from './store-deps.ts';

/** Sidecars are many and small. */
const readsAtOnce = 32;

/** An object whose bytes are proven; the ETag says which of those that ever had its key. */
export interface FinishedObject extends Sidecar {
  readonly etag: string;
}

/** Bytes that stand under an object's name and are proven. */
export interface ProvenObject {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly etag: string;
  readonly proof?: 'composite';
}

/** The finished object of a key; undefined where the object or its sidecar is not there, or they are not of one. */
export async function readFinished(key: string, deps: S3StoreDeps): Promise<FinishedObject | undefined> {
  const { bucket, layout } = deps;
  const sidecar = parseSidecar((await readSmall(bucket, layout.sidecar(key)))?.toString('utf8'));
  if (sidecar === undefined) return undefined;
  const head = await bucket.head(layout.object(key));
  return head !== undefined && isOf(sidecar, head) ? sidecar : undefined;
}

/**
 * Lets a proven object count: its sidecar is made, once, and is what the receipt stands on. Whoever was first stays,
 * so the result may be of another who proved the same key.
 */
export async function publish(
  key: string,
  proven: ProvenObject,
  meta: UploadMeta,
  deps: S3StoreDeps,
): Promise<FinishedObject> {
  const { bucket, layout, clock, failpoints } = deps;
  const receipt: Receipt = {
    artifactId: meta.artifactId,
    key,
    sizeBytes: proven.sizeBytes,
    sha256: proven.sha256,
    verifiedUnixUs: clock.unixUs(),
    ...toProof(proven),
  };
  // Not every server names it in its answer to a write.
  const etag = proven.etag === '' ? ((await bucket.head(layout.object(key)))?.etag ?? '') : proven.etag;
  const finished: FinishedObject = { meta, receipt, etag };
  const facts = { mediaType: 'application/json' };
  const bytes = encodeSidecar(finished);
  await failpoints.reach('store.after-rename');
  const stored = await bucket.put(layout.sidecar(key), bytes, { ...facts, once: true });
  if (stored.kind === 'exists') {
    const found = await readFinished(key, deps);
    if (found !== undefined) return found;
    // It is of an object that was replaced.
    await bucket.put(layout.sidecar(key), bytes, facts);
  }
  await failpoints.reach('store.before-receipt');
  return finished;
}

/** Finished objects at or below a key, sorted by key. */
export async function listFinished(prefix: string, deps: S3StoreDeps): Promise<readonly StoredObject[]> {
  const { bucket, layout } = deps;
  const objects = new Map<string, ListedObject>();
  for await (const { name, listed } of listArea('objects', prefix, deps))
    objects.set(layout.toKey('objects', name), listed);
  const keys: string[] = [];
  for await (const { name } of listArea('sidecars', prefix, deps)) {
    const key = layout.toKey('sidecars', name);
    if (objects.has(key)) keys.push(key);
  }
  const finished: StoredObject[] = [];
  await workThrough(keys, readsAtOnce, async (key) => {
    const sidecar = parseSidecar((await readSmall(bucket, layout.sidecar(key)))?.toString('utf8'));
    const object = objects.get(key);
    if (sidecar === undefined || object === undefined || !isOf(sidecar, object)) return;
    const { sizeBytes, sha256, verifiedUnixUs } = sidecar.receipt;
    const { fileName, mediaType } = sidecar.meta;
    const proof = toProof(sidecar.receipt);
    finished.push({ key, sizeBytes, sha256, fileName, mediaType, verifiedUnixUs, ...proof });
  });
  return finished.toSorted((left, right) => (left.key < right.key ? -1 : 1));
}

/** Whatever stands in an area at and below a prefix of keys. */
export async function* listArea(
  area: 'objects' | 'sidecars' | 'uploads',
  prefix: string,
  { bucket, layout }: Pick<S3StoreDeps, 'bucket' | 'layout'>,
): AsyncGenerator<{ readonly name: string; readonly listed: ListedObject }> {
  const { folder, single, begun } = layout.under(area, prefix);
  for (const name of single)
    for await (const listed of bucket.list(name))
      if (listed.kind === 'object' && listed.key === name) yield { name, listed };
  for (const name of begun)
    for await (const listed of bucket.list(name))
      if (listed.kind === 'object') yield { name: listed.key, listed };
  for await (const listed of bucket.list(folder))
    if (listed.kind === 'object' && !(area === 'objects' && isOwn(listed.key.slice(folder.length))))
      yield { name: listed.key, listed };
}

/** Objects and the store's own folders have one root. */
function isOwn(name: string): boolean {
  return name.startsWith('.');
}

function toProof({ proof }: Pick<Receipt, 'proof'>): Pick<Receipt, 'proof'> {
  return proof === undefined ? {} : { proof };
}

function isOf(
  { receipt, etag }: FinishedObject,
  object: { readonly sizeBytes: number; readonly etag: string },
): boolean {
  return object.sizeBytes === receipt.sizeBytes && object.etag === etag;
}
