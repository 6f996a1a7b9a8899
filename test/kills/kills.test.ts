import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { S3Server } from '../builders/s3-server.ts';
import { makeRandom } from '../kube/harness/seeded-random.ts';
import { makeBigPerf } from './big-perf.ts';
import { type EpisodeOrder, type Kill, runEpisode } from './run-episode.ts';
import { renderHistogram, type State } from './states.ts';

// `npm run test:kills` kills until each state was met five times, with artifacts of 1 GiB. Else a few times, with 64 MiB.
const isWhole = process.env.TOE_KILLS === 'all';
const sizeBytes = isWhole ? 1024 ** 3 : 64 * 1024 ** 2;
const enough = isWhole ? 5 : 0;
const mostEpisodes = isWhole ? 40 : 1;
const seed = Number(process.env.TOE_SEED ?? '1');
vi.setConfig({ testTimeout: isWhole ? 3_600_000 : 240_000 });

let perf: Awaited<ReturnType<typeof makeBigPerf>>;
let server: S3Server;
beforeAll(async () => {
  perf = await makeBigPerf(sizeBytes);
  server = await S3Server.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await perf[Symbol.asyncDispose]();
});

function anOrder(changes: Partial<EpisodeOrder> = {}): EpisodeOrder {
  return {
    perfPath: perf.path,
    sizeBytes,
    server: undefined,
    bucket: '',
    random: makeRandom(seed),
    mostKills: isWhole ? 8 : 3,
    ...changes,
  };
}

function countStates(kills: readonly Kill[]): ReadonlyMap<State, number> {
  const counts = new Map<State, number>();
  for (const { state } of kills) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

describe.each(['a folder', 'a bucket'])('a file on its way into %s', (place) => {
  test('is one object with one receipt, whoever is killed at whatever moment', async () => {
    const kills: Kill[] = [];
    const order = anOrder(place === 'a bucket' ? { server } : {});
    for (let episode = 1; episode <= mostEpisodes; episode += 1) {
      kills.push(...(await runEpisode({ ...order, bucket: `kills-${episode}` })));
      const counts = countStates(kills);
      const lacking = (['writing', 'finishing', 'renamed', 'received'] as const).filter(
        (state) => (counts.get(state) ?? 0) < enough,
      );
      if (lacking.length === 0) break;
    }
    const counts = countStates(kills);
    if (isWhole)
      process.stdout.write(`${place}, seed ${seed}, ${kills.length} kills\n${renderHistogram(counts)}`);
    for (const state of ['writing', 'finishing', 'renamed', 'received'] as const)
      expect(counts.get(state) ?? 0).toBeGreaterThanOrEqual(enough);
    expect(kills.length).toBeGreaterThan(0);
  });
});
