import { describe, expect, it } from 'vitest';
import { parsePeerIdentity } from './peer-identity.ts';

describe('parsePeerIdentity', () => {
  it('reads a node and a user', () => {
    expect(parsePeerIdentity('URI:toe://node/node-1/0f2a, DNS:x')).toEqual({
      kind: 'node',
      name: 'node-1',
      uid: '0f2a',
    });
    expect(parsePeerIdentity('URI:toe://user/root')).toEqual({ kind: 'user', name: 'root' });
  });

  it.each([
    '',
    'DNS:toe://node/a/b',
    'URI:toe://node/a',
    'URI:toe://node/a/b/c',
    'URI:toe://user/a/b',
    'URI:toe://user/../x',
    'URI:toe://admin/a',
    'URI:toe://node/a/b, URI:toe://node/c/d',
    'URI:toe://node/A/b',
  ])('trusts nothing else: %s', (text) => {
    expect(parsePeerIdentity(text)).toEqual({ kind: 'none' });
  });
});
