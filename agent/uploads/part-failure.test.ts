import { describe, expect, it } from 'vitest';
import { toLostConnection, toPartFailure } from './part-failure.ts';

describe('an answer to a part', () => {
  it.each([
    [400, 'BadDigest', 'corrupt'],
    [400, 'XAmzContentChecksumMismatch', 'corrupt'],
    [404, 'NoSuchUpload', 'gone'],
    [404, 'NoSuchBucket', 'barred'],
    [400, 'RequestTimeout', 'away'],
    [408, '', 'away'],
    [429, 'SlowDown', 'away'],
    [500, 'InternalError', 'away'],
    [503, '', 'away'],
    [301, 'PermanentRedirect', 'barred'],
    [307, '', 'barred'],
    [403, 'SignatureDoesNotMatch', 'barred'],
    [413, '', 'barred'],
  ])('%d %s means that the store is %s', (status, code, kind) => {
    const failure = toPartFailure('s3.example:9000', { status, code });
    expect(failure.kind).toBe(kind);
    expect(failure.message).toContain(`Cannot store a part at "s3.example:9000": `);
    expect(failure.message).toContain(String(status));
  });
});

describe('a connection that is lost', () => {
  it.each([
    ['ECONNREFUSED', 'away', 'the object store does not answer (ECONNREFUSED)'],
    ['ENOTFOUND', 'away', 'the object store does not answer (ENOTFOUND)'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'barred', 'its certificate is not trusted (SELF_SIGNED_CERT_IN_CHAIN)'],
    ['CERT_HAS_EXPIRED', 'barred', 'its certificate is not trusted (CERT_HAS_EXPIRED)'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'barred', 'not trusted (ERR_TLS_CERT_ALTNAME_INVALID)'],
  ])('by %s means that the store is %s', (code, kind, why) => {
    const failure = toLostConnection('s3.example', Object.assign(new Error('x'), { code }));
    expect(failure.kind).toBe(kind);
    expect(failure.message).toContain(why);
  });
});
