import { expect, test } from 'vitest';
import { decideLease, nextEpoch, type ObservedLease, observeLease } from './decide-lease.ts';
import type { LeaseRecord, StoredLease } from './lease-store.ts';

const fallbackMs = 9_000;

function lease(change: Partial<LeaseRecord> = {}, uid = 'first'): StoredLease {
  const times = { acquireTime: '2030-01-01T00:00:00.000000Z', renewTime: '2030-01-01T00:00:00.000000Z' };
  return {
    record: { holder: 'a', durationSeconds: 15, transitions: 3, ...times, ...change },
    uid,
    object: {},
  };
}

/** What is known after reading these at these instants, in turn. */
function observe(...reads: readonly (readonly [number, StoredLease | undefined])[]): ObservedLease {
  const [first = [0, undefined] as const, ...rest] = reads;
  return rest.reduce(
    (before, [nowMs, stored]) => observeLease(before, stored, nowMs, fallbackMs),
    observeLease(undefined, first[1], first[0], fallbackMs),
  );
}

const longAgo = '1999-01-01T00:00:00.000000Z';

test.each([
  ['there never was one', observe([0, undefined]), 0, 'create'],
  ['somebody has it', observe([0, lease()]), 14_999, 'follow'],
  ['its holder was silent for its whole duration', observe([0, lease()]), 15_000, 'take'],
  ['it was read again without a change', observe([0, lease()], [14_000, lease()]), 15_000, 'take'],
  ['it was renewed', observe([0, lease()], [14_000, lease({ renewTime: longAgo })]), 28_999, 'follow'],
  ["the holder's clock is wrong by years", observe([0, lease({ renewTime: longAgo })]), 14_999, 'follow'],
  ['its holder says a shorter duration', observe([0, lease({ durationSeconds: 2 })]), 2_000, 'take'],
  ['its holder says no duration', observe([0, lease({ durationSeconds: 0 })]), 8_999, 'follow'],
  ['it was released', observe([0, lease({ holder: '' })]), 0, 'take'],
  ['it names an earlier term of this candidate', observe([0, lease({ holder: 'me' })]), 0, 'take'],
  ['it was deleted under its holder', observe([0, lease()], [1_000, undefined]), 14_999, 'follow'],
  [
    "it was deleted and its holder's time is over",
    observe([0, lease()], [1_000, undefined]),
    15_000,
    'create',
  ],
  ['its last term was of this candidate', observe([0, lease({ holder: 'me' })], [1, undefined]), 1, 'create'],
  [
    'it was deleted and made anew',
    observe([0, lease()], [1, undefined], [9, lease({}, 'new')]),
    15_008,
    'follow',
  ],
] as const)('where %s, it is decided so', (_, observed, nowMs, kind) => {
  expect(decideLease(observed, 'me', nowMs).kind).toBe(kind);
});

test('a term has an epoch above that of the Lease and of the store', () => {
  expect(nextEpoch(observe([0, lease({ transitions: 3 })]), 2)).toBe(4);
  expect(nextEpoch(observe([0, lease({ transitions: 0 })]), 7)).toBe(8);
  expect(nextEpoch(observe([0, undefined]), 0)).toBe(1);
});
