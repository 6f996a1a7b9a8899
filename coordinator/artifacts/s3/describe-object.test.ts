import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Encryption } from '../store-config.ts';
import { describeObject, signKnownDigest, toSum } from './describe-object.ts';

describe('an object', () => {
  it.each<[Encryption, object]>([
    [{ kind: 'none' }, {}],
    [{ kind: 's3' }, { ServerSideEncryption: 'AES256' }],
    [{ kind: 'kms', keyId: undefined }, { ServerSideEncryption: 'aws:kms' }],
    [
      { kind: 'kms', keyId: 'key-1' },
      { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'key-1' },
    ],
  ])('is encrypted as it is configured: %j', (encryption, said) => {
    expect(describeObject({ mediaType: 'text/html' }, encryption)).toEqual({
      ContentType: 'text/html',
      ContentDisposition: 'attachment',
      ...said,
    });
  });

  it('has a name for downloads and facts of its own', () => {
    const facts = { mediaType: 'a/b', fileName: 'perf.data', metadata: { 'toe-owner': 'r1.n1.1' } };
    expect(describeObject(facts, { kind: 'none' })).toEqual({
      ContentType: 'a/b',
      ContentDisposition: 'attachment; filename="perf.data"',
      Metadata: { 'toe-owner': 'r1.n1.1' },
    });
  });
});

describe('a digest that is known', () => {
  const hex = createHash('sha256').update('x').digest('hex');

  it('is said where the server compares it, and signed', () => {
    const { ChecksumSHA256 = '' } = toSum(hex, { sums: true });
    const request = { headers: { 'x-amz-checksum-sha256': ChecksumSHA256 } };
    signKnownDigest(request);
    expect(request.headers).toMatchObject({ 'x-amz-content-sha256': hex });
  });

  it('is left out where the server knows none, or it is not known', () => {
    expect(toSum(hex, { sums: false })).toEqual({});
    expect(toSum('', { sums: true })).toEqual({});
    const request = { headers: { host: 'a' } };
    signKnownDigest(request);
    expect(request).toEqual({ headers: { host: 'a' } });
  });
});
