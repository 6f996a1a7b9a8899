import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { makeAgentUser } from '../../test/builders/tokens.ts';
import { judgeNode } from './judge-node.ts';
import type { ReviewedUser } from './reviews.ts';

const agents = { namespace: 'toe-system', name: 'toe-agent' };
const { extra } = makeAgentUser('node-1');
const key = (name: string): string => `authentication.kubernetes.io/${name}`;

describe('judgeNode', () => {
  it('takes name and uid of the node from the review', () => {
    expect(judgeNode(makeAgentUser('node-1'), agents, 7)).toEqual({
      kind: 'identified',
      node: { name: 'node-1', uid: 'uid-node-1', expiresUnixMs: 7 },
    });
  });

  it.each<[string, Partial<ReviewedUser>, string]>([
    [
      'another service account',
      { username: 'system:serviceaccount:toe-system:default' },
      'it is of user "system:serviceaccount:toe-system:default"',
    ],
    [
      'the same name in another namespace',
      { username: 'system:serviceaccount:other:toe-agent' },
      'it is of user "system:serviceaccount:other:toe-agent"',
    ],
    ['a person', { username: 'toe-agent' }, 'it is of user "toe-agent"'],
    ['no extras', { extra: {} }, 'pod-name, authentication.kubernetes.io/pod-uid'],
    [
      'no node',
      { extra: { ...extra, [key('node-name')]: [] } },
      'says no authentication.kubernetes.io/node-name of it',
    ],
    [
      'two nodes',
      { extra: { ...extra, [key('node-uid')]: ['a', 'b'] } },
      'says no authentication.kubernetes.io/node-uid',
    ],
    [
      'no pod',
      { extra: { ...extra, [key('pod-uid')]: [''] } },
      'says no authentication.kubernetes.io/pod-uid of it',
    ],
    ['a path for a node', { extra: { ...extra, [key('node-name')]: ['../x'] } }, 'is no name of a node'],
    ['a path for a uid', { extra: { ...extra, [key('node-uid')]: ['a/b'] } }, 'is no name of a node'],
  ])('refuses %s', (_, change, why) => {
    expect(judgeNode(makeAgentUser('node-1', change), agents, 7)).toEqual({
      kind: 'refused',
      code: status.PERMISSION_DENIED,
      message: expect.stringContaining(why),
    });
  });
});
