import type { Completed, ObjectHead } from './bucket.ts';
import type { S3Answer } from './to-store-failure.ts';

/** That a bucket is missing is a fault of its own. */
export function toMissing({ status, code }: S3Answer): 'missing' | undefined {
  return status === 404 && code !== 'NoSuchBucket' ? 'missing' : undefined;
}

/** Of a read with conditions: another version is none. */
export function toUnmatched(answer: S3Answer): 'missing' | undefined {
  return answer.status === 412 ? 'missing' : toMissing(answer);
}

export function toExisting({ status }: S3Answer): 'exists' | undefined {
  return status === 412 ? 'exists' : undefined;
}

/** Servers differ in what they say of parts that are not there: wrong, too small, out of order. */
export function toUncompleted(answer: S3Answer): Completed | undefined {
  if (answer.status === 412) return { kind: 'exists' };
  if (toMissing(answer) === 'missing') return { kind: 'gone' };
  const isInvalid =
    answer.status === 400 &&
    /^(?:InvalidPart|InvalidPartOrder|EntityTooSmall|BadDigest|InvalidRequest)$/.test(answer.code);
  return isInvalid ? { kind: 'invalid' } : undefined;
}

export function toHead(answer: {
  readonly ContentLength?: number | undefined;
  readonly ETag?: string | undefined;
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
}): ObjectHead {
  const { ContentLength: sizeBytes = 0, ETag: etag = '', Metadata: metadata = {} } = answer;
  return { sizeBytes, etag, metadata };
}

/** A digest in base64 as lower-case hex; `''` where there is none. */
export function toHex(base64: string | undefined): string {
  return Buffer.from(base64 ?? '', 'base64').toString('hex');
}
