import { describe, expect, it } from 'vitest';
import { decideKept, orphanGraceMs } from './decide-kept.ts';

const order = { requestedBy: 'somebody', requestedUnixUs: 100, untilUnixUs: 200 };
const graceUs = orphanGraceMs * 1_000;

describe('files that agents keep', () => {
  it.each([
    ['of a run that nobody asked for', { kind: 'known', order: undefined }, 150, 'leave'],
    ['of a run that somebody asked for', { kind: 'known', order }, 199, 'fetch'],
    ['of a run that somebody asked for too long ago', { kind: 'known', order }, 200, 'leave'],
    ['of a run whose files were removed', { kind: 'removed' }, 0, 'discard'],
    [
      'of a run that nothing tells of, within the grace',
      { kind: 'unknown', sinceUnixUs: 5 },
      graceUs + 4,
      'leave',
    ],
    ['of a run that nothing tells of, after it', { kind: 'unknown', sinceUnixUs: 5 }, graceUs + 5, 'discard'],
  ] as const)('%s', (_title, run, nowUnixUs, expected) => {
    expect(decideKept(run, nowUnixUs)).toBe(expected);
  });
});
