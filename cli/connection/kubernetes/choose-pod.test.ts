import { describe, expect, it } from 'vitest';
import { choosePod, toCoordinatorPods } from './choose-pod.ts';

const pod = (name: string, isReady = true): Parameters<typeof choosePod>[0][number] => ({
  name,
  isReady,
  state: '',
});

describe('choosePod', () => {
  it.each([
    ['the leader', [pod('a'), pod('b')], 'b_1 10.0.0.1:7444', 'b'],
    [
      'the leader whose name goes on where another ends',
      [pod('c-1'), pod('c-12')],
      'c-12_x 10.0.0.1:7444',
      'c-12',
    ],
    ['any other where the leader is not ready', [pod('a'), pod('b', false)], 'b 10.0.0.1:7444', 'a'],
    ['the first where nobody leads', [pod('b'), pod('a')], '', 'a'],
    ['none where none is ready', [pod('a', false)], 'a 10.0.0.1:7444', undefined],
    ['none where there is none', [], 'a 10.0.0.1:7444', undefined],
  ] as const)('takes %s', (_title, pods, holder, expected) => {
    expect(choosePod(pods, holder)).toBe(expected);
  });
});

describe('toCoordinatorPods', () => {
  const ready = [{ type: 'Ready', status: 'True' }];
  it.each([
    [{ status: { phase: 'Running', conditions: ready } }, true, 'is Running and not ready'],
    [
      { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] } },
      false,
      'is Running and not ready',
    ],
    [{ status: {} }, false, 'is Pending and not ready'],
    [
      { metadata: { deletionTimestamp: '2030-01-01T00:00:00Z' }, status: { conditions: ready } },
      false,
      'ends',
    ],
  ])('reads %j', (value, isReady, state) => {
    const metadata = { name: 'a', ...('metadata' in value ? value.metadata : {}) };
    expect(toCoordinatorPods({ items: [{ ...value, metadata }] })).toEqual([{ name: 'a', isReady, state }]);
  });

  it('reads no pods from anything else', () => {
    expect(toCoordinatorPods('oops')).toEqual([]);
  });
});
