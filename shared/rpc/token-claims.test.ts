import { Metadata } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { parseTokenClaims, readBearerToken, setBearerToken } from './token-claims.ts';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const tokenOf = (claims: unknown): string => `${encode({ alg: 'RS256' })}.${encode(claims)}.c2lnbmF0dXJl`;

describe('parseTokenClaims', () => {
  it('reads the expiry and the node of a pod that Kubernetes bound the token to', () => {
    const kubernetes = {
      namespace: 'toe-system',
      node: { name: 'node-1', uid: '0f2a' },
      pod: { name: 'a', uid: 'b' },
    };
    expect(parseTokenClaims(tokenOf({ exp: 1_800_000_000, 'kubernetes.io': kubernetes }))).toEqual({
      expiresUnixMs: 1_800_000_000_000,
      node: { name: 'node-1', uid: '0f2a' },
    });
  });

  it.each([
    { exp: '1' },
    { 'kubernetes.io': { node: { name: 'node-1' } } },
    { 'kubernetes.io': { node: { name: '', uid: 'x' } } },
    { 'kubernetes.io': { node: ['node-1', 'x'] } },
    { 'kubernetes.io': 'node-1' },
  ])('leaves out what has another form: %j', (claims) => {
    expect(parseTokenClaims(tokenOf(claims))).toEqual({
      expiresUnixMs: Number.POSITIVE_INFINITY,
      node: undefined,
    });
  });

  it.each(['', 'opaque', 'a.b', 'a.b.c', 'a.b.c.d', tokenOf(null), tokenOf([1]), tokenOf('x')])(
    'takes nothing else for a token: %s',
    (text) => {
      expect(parseTokenClaims(text)).toBeUndefined();
    },
  );
});

describe('readBearerToken', () => {
  const read = (...values: readonly string[]): string | undefined => {
    const metadata = new Metadata();
    for (const value of values) metadata.add('authorization', value);
    return readBearerToken(metadata);
  };

  it('reads what setBearerToken wrote', () => {
    const metadata = new Metadata();
    setBearerToken(metadata, 'a.b-c_d.e');
    expect(readBearerToken(metadata)).toBe('a.b-c_d.e');
  });

  it('takes the scheme in any case', () => {
    expect(read('bearer abc')).toBe('abc');
  });

  it.each([[], ['abc'], ['Basic abc'], ['Bearer'], ['Bearer a b'], ['Bearer a', 'Bearer b']])(
    'reads nothing from %j',
    (...values) => {
      expect(read(...values.flat())).toBeUndefined();
    },
  );
});
