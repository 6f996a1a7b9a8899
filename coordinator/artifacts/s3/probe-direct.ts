import { createHash, randomUUID } from 'node:crypto';
import { request as requestPlainly } from 'node:http';
import { type Agent as HttpsAgent, request as requestSecurely } from 'node:https';
import { StoreFailure } from '../store-failure.ts';
import type { Bucket } from './bucket.ts';
import type { S3Layout } from './layout.ts';
import type { PartSigner } from './part-signer.ts';
import type { BucketFeatures } from './request.ts';

const bytes = Buffer.from('TOE looks at what an agent could do here.\n');
const otherBytes = Buffer.from(bytes).fill('x');
const sha256 = createHash('sha256').update(bytes).digest('hex');

/** How the probe reaches the server: as the coordinator does. */
export interface ProbeWay {
  readonly httpsAgent: HttpsAgent;
  readonly limitMs: number;
}

/**
 * What keeps agents from storing parts themselves, tried below the prefix and removed again: undefined where a server
 * takes a part by a signed URL, refuses other bytes and another digest, and tells the digest when it lists the part.
 * Throws a StoreFailure where the server does not answer.
 */
export async function findDirectLack(
  bucket: Bucket,
  layout: S3Layout,
  features: BucketFeatures,
  signer: PartSigner,
  way: ProbeWay,
): Promise<string | undefined> {
  if (!features.sums) return 'it does not compare the SHA-256 of parts';
  if (!features.conditionalComplete) return 'it completes an upload without If-None-Match';
  const name = `${layout.probes}${randomUUID()}`;
  const uploadId = await bucket.beginMultipart(name, { mediaType: 'text/plain' });
  try {
    const url = await signer.sign(name, uploadId, { number: 1, sizeBytes: bytes.length, sha256 });
    const put = (body: Buffer, digest: string): Promise<number> => putPart(url, body, digest, way);
    if (isGood(await put(otherBytes, sha256))) return 'it takes other bytes than those of a signed digest';
    const otherDigest = createHash('sha256').update(otherBytes).digest('hex');
    if (isGood(await put(otherBytes, otherDigest))) return 'it takes another digest than the signed one';
    const status = await put(bytes, sha256);
    if (!isGood(status)) return `it answered ${status} to a part by a signed URL`;
    const [part] = (await bucket.listParts(name, uploadId)) ?? [];
    if (part?.sha256 !== sha256) return 'it does not tell the SHA-256 of a part that it has';
    return undefined;
  } finally {
    await bucket.abort(name, uploadId);
  }
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}

async function putPart(url: string, body: Buffer, digest: string, way: ProbeWay): Promise<number> {
  const isSecure = url.startsWith('https:');
  const options = {
    method: 'PUT',
    headers: {
      'content-length': body.length,
      'x-amz-checksum-sha256': Buffer.from(digest, 'hex').toString('base64'),
    },
    timeout: way.limitMs,
    ...(isSecure ? { agent: way.httpsAgent } : {}),
  };
  return await new Promise<number>((resolve, reject) => {
    const asked = isSecure ? requestSecurely(url, options) : requestPlainly(url, options);
    asked.once('response', (answer) => {
      answer.resume();
      answer.once('close', () => resolve(answer.statusCode ?? 0));
    });
    asked.once('timeout', () => asked.destroy(new Error('no answer')));
    asked.once('error', (cause: Error) => {
      const why = `the object store does not answer (${cause.message})`;
      reject(new StoreFailure('unavailable', 'store a part by a signed URL', why, { cause }));
    });
    asked.end(body);
  });
}
