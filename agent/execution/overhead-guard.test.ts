import { expect, test } from 'vitest';
import { makeOverheadRule, OverheadGuard } from './overhead-guard.ts';

/** What the guard says over a run of so many seconds, at one sample a second: the second of its word, and its figure. */
function judge(seconds: number, percentAt: (second: number) => number, allowed = 50) {
  const guard = new OverheadGuard(makeOverheadRule(allowed));
  let cpuUs = 0;
  for (let second = 0; second <= seconds; second += 1) {
    const excess = guard.note({ sinceStartMs: second * 1_000, cpuUs });
    if (excess !== undefined) return { second, percent: Math.round(excess.percent) };
    cpuUs += percentAt(second) * 10_000;
  }
  return 'went on';
}

test.each<[string, number, (second: number) => number, unknown]>([
  ['takes little', 60, () => 20, 'went on'],
  ['takes just what it may', 60, () => 50, 'went on'],
  ['takes too much all the time', 60, () => 60, { second: 15, percent: 60 }],
  ['takes too much, but is over before it is judged', 14, () => 100, 'went on'],
  ['starts dearly for 9 s', 60, (second) => (second < 9 ? 100 : 5), 'went on'],
  ['starts dearly for 12 s', 60, (second) => (second < 12 ? 100 : 5), { second: 15, percent: 72 }],
  ['has an instant of all cores', 60, (second) => (second === 30 ? 400 : 5), 'went on'],
  ['has a second of a core every five', 60, (second) => (second % 5 === 0 ? 100 : 0), 'went on'],
  [
    'becomes dear late, though it was cheap on the whole',
    600,
    (second) => (second < 580 ? 1 : 90),
    { second: 586, percent: 54 },
  ],
])('a run that %s', (_what, seconds, percentAt, expected) => {
  expect(judge(seconds, percentAt)).toEqual(expected);
});

test('samples that come late make the window longer, and its average is of the whole of it', () => {
  const guard = new OverheadGuard(makeOverheadRule(50));
  const note = (second: number, cpuSeconds: number) =>
    guard.note({ sinceStartMs: second * 1_000, cpuUs: cpuSeconds * 1_000_000 });
  expect(note(6, 0)).toBeUndefined();
  expect(note(15, 9)).toBeUndefined();
  expect(note(46, 12)).toBeUndefined();
  expect(note(66, 30)).toMatchObject({ percent: 90, overMs: 20_000, allowedPercent: 50 });
});
