import { createHash, randomUUID } from 'node:crypto';
import { StoreFailure } from '../store-failure.ts';
import type { Bucket } from './bucket.ts';
import type { S3Layout } from './layout.ts';
import { readSmall } from './read-bytes.ts';
import { allFeatures, type BucketFeatures } from './request.ts';
import { readAnswer } from './to-store-failure.ts';

const bytes = Buffer.from('TOE looks at what may be done here.\n');
const digest = createHash('sha256').update(bytes).digest('hex');
const facts = { mediaType: 'text/plain' };
const inParts =
  'store in parts (s3:AbortMultipartUpload, s3:ListMultipartUploadParts, s3:ListBucketMultipartUploads)';

/**
 * Tries below the prefix all that a store does, and removes it again: to write, once and again, to read, to list, to
 * store in parts, to remove. Gives what the server has of what it may lack. Throws where something is missing that no
 * store can do without, and says what.
 */
export async function probeBucket(
  open: (features: BucketFeatures) => Bucket,
  layout: S3Layout,
): Promise<BucketFeatures> {
  const name = `${layout.probes}${randomUUID()}`;
  const whole = open(allFeatures);
  try {
    const features = await tryAll(open, whole, { folder: layout.probes, name });
    await step('remove (s3:DeleteObject)', () => whole.remove(name));
    return features;
  } catch (error) {
    await whole.remove(name).catch(() => undefined);
    throw error;
  }
}

async function tryAll(
  open: (features: BucketFeatures) => Bucket,
  whole: Bucket,
  { folder, name }: { readonly folder: string; readonly name: string },
): Promise<BucketFeatures> {
  await step('write (s3:PutObject)', () => whole.put(name, bytes, { ...facts, once: true }));
  await step('read (s3:GetObject)', () => expectRead(whole, name));
  await step('write only where there is nothing yet (If-None-Match)', () => expectOnce(whole, name));
  await step('list (s3:ListBucket)', () => expectListed(whole, folder, name));
  await step('look for what is missing (s3:ListBucket)', () => expectMissing(whole, `${name}-none`));
  const sums = await step(inParts, () => refusesWrongSum(whole, name));
  const conditional = open({ sums, conditionalComplete: true });
  if (await step(inParts, () => completesOnce(conditional, name))) return { sums, conditionalComplete: true };
  const plain = { sums, conditionalComplete: false };
  await step(inParts, () => expectParts(open(plain), name));
  return plain;
}

async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    throw new StoreFailure(
      error.kind,
      `use the bucket: the coordinator has to be able to ${what}`,
      error.why,
      {
        cause: error,
      },
    );
  }
}

function lacking(why: string): StoreFailure {
  return new StoreFailure('refused', 'use the bucket', why);
}

async function expectRead(bucket: Bucket, name: string): Promise<void> {
  if (!bytes.equals((await readSmall(bucket, name)) ?? Buffer.alloc(0)))
    throw lacking('it does not give back what was written a moment ago');
}

async function expectOnce(bucket: Bucket, name: string): Promise<void> {
  if ((await bucket.put(name, bytes, { ...facts, once: true })).kind !== 'exists')
    throw lacking(
      'the server ignores If-None-Match, so two coordinators could both be first: take one that does not',
    );
}

async function expectListed(bucket: Bucket, folder: string, name: string): Promise<void> {
  for await (const { key } of bucket.list(folder)) if (key === name) return;
  throw lacking('it does not list what was written a moment ago');
}

/** Without the right to list, AWS says of what is missing that it is forbidden. */
async function expectMissing(bucket: Bucket, name: string): Promise<void> {
  if ((await bucket.head(name)) !== undefined) throw lacking('it has an object that nobody wrote');
}

/** False too where the server takes no digests at all. */
async function refusesWrongSum(bucket: Bucket, name: string): Promise<boolean> {
  const sha256 = createHash('sha256').update('other bytes').digest('hex');
  let hasBegun = false;
  const isRefusedWhole = await isRefused(() =>
    withMultipart(bucket, name, async (id) => {
      hasBegun = true;
      await bucket.putPart(name, id, { number: 1, bytes, sha256 });
    }),
  );
  return hasBegun && isRefusedWhole;
}

async function completesOnce(bucket: Bucket, name: string): Promise<boolean> {
  let kind = '';
  const isRefusedWhole = await isRefused(() =>
    withMultipart(bucket, name, async (id) => {
      const part = await bucket.putPart(name, id, { number: 1, bytes, sha256: digest });
      if (part !== undefined) ({ kind } = await bucket.complete(name, id, [part]));
    }),
  );
  return !isRefusedWhole && kind === 'exists';
}

async function expectParts(bucket: Bucket, name: string): Promise<void> {
  await bucket.remove(name);
  await withMultipart(bucket, name, async (id) => {
    const part = await bucket.putPart(name, id, { number: 1, bytes, sha256: digest });
    if (part === undefined || (await bucket.complete(name, id, [part])).kind !== 'stored')
      throw lacking('it does not make one object of the parts of an upload');
  });
}

async function withMultipart(
  bucket: Bucket,
  name: string,
  work: (id: string) => Promise<unknown>,
): Promise<void> {
  const id = await bucket.beginMultipart(name, facts);
  try {
    if ((await bucket.listParts(name, id)) === undefined || !(await hasMultipart(bucket, name, id)))
      throw lacking('it does not list an upload that was begun a moment ago');
    await work(id);
  } finally {
    await bucket.abort(name, id);
  }
}

async function isRefused(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch (error) {
    if (error instanceof StoreFailure && error.kind === 'refused' && isAboutRequest(error)) return true;
    throw error;
  }
}

/** Not about rights. */
function isAboutRequest({ cause }: StoreFailure): boolean {
  return [400, 501].includes(readAnswer(cause).status);
}

async function hasMultipart(bucket: Bucket, name: string, uploadId: string): Promise<boolean> {
  for await (const listed of bucket.listMultiparts(name)) if (listed.uploadId === uploadId) return true;
  return false;
}
