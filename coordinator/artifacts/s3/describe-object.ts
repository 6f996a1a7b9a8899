import type { Encryption } from '../store-config.ts';
import type { ObjectFacts } from './bucket.ts';
import type { BucketFeatures } from './request.ts';

/** As the requests that make an object say it. */
interface ObjectDescription extends ServerEncryption {
  readonly ContentType: string;
  readonly ContentDisposition?: string;
  readonly Metadata?: Record<string, string>;
}

interface ServerEncryption {
  readonly ServerSideEncryption?: 'AES256' | 'aws:kms';
  readonly SSEKMSKeyId?: string;
}

/** Downloads only: what is captured is never shown by the server itself. */
export function describeObject(facts: ObjectFacts, encryption: Encryption): ObjectDescription {
  const { mediaType, fileName, metadata } = facts;
  return {
    ContentType: mediaType,
    ContentDisposition: fileName === undefined ? 'attachment' : `attachment; filename="${fileName}"`,
    ...(metadata === undefined ? {} : { Metadata: { ...metadata } }),
    ...toEncryption(encryption),
  };
}

function toEncryption(encryption: Encryption): ServerEncryption {
  switch (encryption.kind) {
    case 'none':
      return {};
    case 's3':
      return { ServerSideEncryption: 'AES256' };
    case 'kms':
      return {
        ServerSideEncryption: 'aws:kms',
        ...(encryption.keyId === undefined ? {} : { SSEKMSKeyId: encryption.keyId }),
      };
    default:
      return encryption satisfies never;
  }
}

/** The digest (hex) as a request says it, where the server knows such ones. */
export function toSum(
  sha256: string,
  { sums }: Pick<BucketFeatures, 'sums'>,
): { readonly ChecksumSHA256?: string } {
  return sums && sha256 !== '' ? { ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64') } : {};
}

/** Lets the digest that is known be signed, in place of one that the SDK would take again of the whole body. */
export function signKnownDigest(request: unknown): void {
  if (typeof request !== 'object' || request === null || !('headers' in request)) return;
  const { headers } = request;
  if (typeof headers !== 'object' || headers === null || !('x-amz-checksum-sha256' in headers)) return;
  const known = Buffer.from(String(headers['x-amz-checksum-sha256']), 'base64').toString('hex');
  Object.assign(headers, { 'x-amz-content-sha256': known });
}
