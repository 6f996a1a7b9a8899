import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { StoredPart } from '../../coordinator/artifacts/s3/bucket.ts';
import { allFeatures, defaultLimits } from '../../coordinator/artifacts/s3/request.ts';
import { connectS3, S3Bucket } from '../../coordinator/artifacts/s3/s3-bucket.ts';
import type { S3StoreConfig } from '../../coordinator/artifacts/store-config.ts';

/** One upload with the AWS SDK alone: parts of 8 MiB with their digests, one after the other; then one JSON line. */
const [config = '{}', path = ''] = process.argv.slice(2);
const partBytes = 8 * 1024 * 1024;
const bucketConfig = JSON.parse(config) as S3StoreConfig;
const client = await connectS3(bucketConfig, defaultLimits);
const bucket = new S3Bucket(client, bucketConfig, {
  limits: defaultLimits,
  features: allFeatures,
  signal: new AbortController().signal,
  mayWrite: () => true,
});
const started = performance.now();
await using file = await open(path);
const { size } = await file.stat();
const uploadId = await bucket.beginMultipart('sdk', { mediaType: 'application/octet-stream' });
const room = Buffer.allocUnsafeSlow(partBytes);
const parts: StoredPart[] = [];
for (let offset = 0; offset < size; ) {
  const { bytesRead } = await file.read(room, 0, partBytes, offset);
  const bytes = room.subarray(0, bytesRead);
  const part = { number: parts.length + 1, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  const stored = await bucket.putPart('sdk', uploadId, part);
  if (stored === undefined) throw new Error('Cannot measure: the upload is gone');
  parts.push(stored);
  offset += bytesRead;
}
const { kind } = await bucket.complete('sdk', uploadId, parts);
if (kind !== 'stored') throw new Error(`Cannot measure: the completion was ${kind}`);
const seconds = (performance.now() - started) / 1_000;
client.destroy();
const rssMib = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify({ kind: 'delivered', seconds, rssMib })}\n`);
