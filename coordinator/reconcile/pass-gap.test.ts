import { expect, it } from 'vitest';
import { passGapMs, progressGapMs } from './pass-gap.ts';

it.each([
  [1, 0, 250],
  [40, 0, 250],
  [1_000, 20, 250],
  [5_000, 100, 1_000],
])('a run of %i nodes waits %i ms for more news and %i ms for more progress', (nodes, news, progress) => {
  expect(Math.floor(passGapMs(nodes))).toBe(news);
  expect(progressGapMs(nodes)).toBe(progress);
});
