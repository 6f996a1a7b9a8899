import { rm, stat, truncate } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRandom } from '../kube/harness/seeded-random.ts';
import { makeBigPerf } from './big-perf.ts';
import { runEpisode } from './run-episode.ts';

// That what an episode asserts can fail. `npm run test:kills`.
const sizeBytes = 1024 ** 3;
let perf: Awaited<ReturnType<typeof makeBigPerf>>;
beforeAll(async () => {
  perf = await makeBigPerf(sizeBytes);
});
afterAll(() => perf[Symbol.asyncDispose]());

async function cutInHalf(path: string): Promise<void> {
  await truncate(path, Math.floor((await stat(path)).size / 2));
}

test.each([
  ['what it received, so that nothing is resumed', async (path: string): Promise<void> => rm(path)],
  ['bytes that were never synced', cutInHalf],
])('a store that forgets %s is found out by what is sent again', async (_what, forget) => {
  let times = 0;
  const sabotage = async (path: string): Promise<void> => {
    if ((await stat(path).catch(() => undefined)) === undefined) return;
    await forget(path);
    times += 1;
  };
  const order = { perfPath: perf.path, sizeBytes, place: { way: 'folder' as const }, mostKills: 8 };
  const episode = runEpisode({ ...order, random: makeRandom(1), sabotage });
  await expect(episode).rejects.toThrow(/to be less than or equal/);
  expect(times).toBeGreaterThan(0);
});
