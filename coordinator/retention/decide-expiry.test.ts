import { describe, expect, it } from 'vitest';
import { decideExpiry, type KeptRun, type RetentionLimits } from './decide-expiry.ts';

const day = 86_400_000_000;
const unlimited: RetentionLimits = { bytes: 0, runsOfTemplate: 0 };
const run = (changes: Partial<KeptRun> = {}): KeptRun => ({
  uid: 'u',
  sinceUnixUs: 0,
  retention: '7d',
  isUnderWay: false,
  template: '',
  sizeBytes: 10,
  ...changes,
});
const uids = (runs: readonly KeptRun[], limits: RetentionLimits, now = 1): readonly string[] =>
  decideExpiry(runs, limits, now).map(({ uid, cause }) => `${uid} ${cause}`);

describe('the age of', () => {
  it.each([
    ['before its retention has passed', run(), 7 * day - 1, []],
    ['once it has', run(), 7 * day, ['u age']],
    ['of a run under way', run({ isUnderWay: true }), 70 * day, []],
    ['of another length', run({ retention: '1m' }), 60_000_000, ['u age']],
    ['that cannot be read, which keeps for ever', run({ retention: 'x' }), 9_999 * day, []],
    [
      'of a run that ends in the future, by a clock that was set back',
      run({ sinceUnixUs: 8 * day }),
      7 * day,
      [],
    ],
  ] as const)('files %s', (_title, kept, nowUnixUs, expected) => {
    expect(uids([kept], unlimited, nowUnixUs)).toEqual(expected);
  });
});

describe('a limit of runs', () => {
  const limits = { ...unlimited, runsOfTemplate: 2 };
  const fired = (uid: string, sinceUnixUs: number, changes: Partial<KeptRun> = {}): KeptRun =>
    run({ uid, sinceUnixUs, template: 'ops/nightly', ...changes });

  it('keeps the newest of each template, in whatever order they come', () => {
    const runs = [fired('b', 2), fired('d', 4), fired('a', 1), fired('c', 3)];
    expect(uids(runs, limits)).toEqual(['b runsOfTemplate', 'a runsOfTemplate']);
  });

  it('counts each template by itself, and no run without one', () => {
    const others = [1, 2, 3].map((since) => run({ uid: `own-${since}`, sinceUnixUs: since }));
    const hourly = [1, 2].map((since) => fired(`h-${since}`, since, { template: 'ops/hourly' }));
    expect(uids([...others, ...hourly, fired('a', 1), fired('b', 2)], limits)).toEqual([]);
  });

  it('counts neither those under way nor those that are too old', () => {
    const runs = [
      fired('a', 1),
      fired('b', 2),
      fired('c', 3, { isUnderWay: true }),
      fired('d', 4, { retention: '0s' }),
    ];
    expect(uids(runs, limits, 5)).toEqual(['d age']);
  });
});

describe('a limit of bytes', () => {
  const limits = { ...unlimited, bytes: 30 };

  it('takes the oldest until the rest is within it', () => {
    const runs = [1, 2, 3, 4, 5].map((since) => run({ uid: `r${since}`, sinceUnixUs: since }));
    expect(uids(runs, limits)).toEqual(['r1 bytes', 'r2 bytes']);
  });

  it('never takes a run under way, and counts its bytes', () => {
    const runs = [
      run({ uid: 'now', sinceUnixUs: 1, isUnderWay: true, sizeBytes: 25 }),
      run({ uid: 'old', sinceUnixUs: 2 }),
      run({ uid: 'new', sinceUnixUs: 3 }),
    ];
    expect(uids(runs, limits)).toEqual(['old bytes', 'new bytes']);
  });

  it('takes nothing more than what age and count leave over', () => {
    const runs = [
      run({ uid: 'aged', sinceUnixUs: 0, retention: '0s' }),
      ...[1, 2, 3].map((since) => run({ uid: `r${since}`, sinceUnixUs: since })),
    ];
    expect(uids(runs, limits)).toEqual(['aged age']);
  });

  it('takes no run that has nothing', () => {
    const runs = [run({ uid: 'empty', sinceUnixUs: 1, sizeBytes: 0 }), run({ uid: 'big', sizeBytes: 90 })];
    expect(uids(runs, limits)).toEqual(['big bytes']);
  });
});
