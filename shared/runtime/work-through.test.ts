import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { workThrough } from './work-through.ts';

describe('workThrough', () => {
  it('works on every item once, and on no more at a time than it may', async () => {
    const done: number[] = [];
    let [atOnce, most] = [0, 0];
    await workThrough(new Set([1, 2, 3, 4, 5, 6, 7]), 3, async (item) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await turn();
      atOnce -= 1;
      done.push(item);
    });
    expect(done).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('begins nothing more after a failure and tells the first one when all is over', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const working = workThrough([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item);
      await turn();
      if (item === 2) throw new Error('two');
      await turn();
      ended.push(item);
    });
    await expect(working).rejects.toThrow('two');
    expect(begun).toEqual([1, 2]);
    expect(ended).toEqual([1]);
  });
});
