import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { makeLimit } from './limit.ts';

it('lets so many begin at once and the others in their order, also after failures', async () => {
  const limit = makeLimit(2);
  const begun: number[] = [];
  let [atOnce, most] = [0, 0];
  const works = [1, 2, 3, 4, 5].map((item) =>
    limit(async () => {
      begun.push(item);
      atOnce += 1;
      most = Math.max(most, atOnce);
      await turn();
      atOnce -= 1;
      if (item === 2) throw new Error('two');
      return item;
    }),
  );
  const results = await Promise.allSettled(works);
  expect(results.map(({ status }) => status)).toEqual(
    [1, 2, 3, 4, 5].map((item) => (item === 2 ? 'rejected' : 'fulfilled')),
  );
  expect(begun).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});
