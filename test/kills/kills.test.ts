import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { S3Server } from '../builders/s3-server.ts';
import { makeRandom } from '../kube/harness/seeded-random.ts';
import { makeBigPerf } from './big-perf.ts';
import type { PlaceOrder, Way } from './places.ts';
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

function anOrder(place: PlaceOrder, random: () => number): EpisodeOrder {
  return {
    place,
    perfPath: perf.path,
    sizeBytes,
    random,
    mostKills: isWhole ? 12 : 3,
  };
}

function countStates(kills: readonly Kill[]): ReadonlyMap<State, number> {
  const counts = new Map<State, number>();
  for (const { state } of kills) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

describe.each<Way>(['folder', 'bucket', 'bucket, directly'])('a file on its way into a %s', (way) => {
  test('is one object with one receipt, whoever is killed at whatever moment', async () => {
    const kills: Kill[] = [];
    const random = makeRandom(seed);
    let mostResent = 0;
    for (let episode = 1; episode <= mostEpisodes; episode += 1) {
      const bucket = `${way.replace(', ', '-')}-${episode}`;
      const place = way === 'folder' ? { way } : { way, server, bucket };
      const ran = await runEpisode(anOrder(place, random));
      kills.push(...ran.kills);
      mostResent = Math.max(mostResent, ran.resentBytes / Math.max(1, ran.kills.length));
      const counts = countStates(kills);
      if (isWhole)
        process.stdout.write(
          `a ${way}, episode ${episode}: ${ran.kills.length} kills, ${ran.kills.map((k) => k.state).join(' ')}, ${(ran.resentBytes / 1024 ** 2).toFixed(1)} MiB more\n`,
        );
      const lacking = (['writing', 'finishing', 'renamed', 'received'] as const).filter(
        (state) => (counts.get(state) ?? 0) < enough,
      );
      if (lacking.length === 0) break;
    }
    const counts = countStates(kills);
    if (isWhole)
      process.stdout.write(
        `a ${way}, seed ${seed}, ${kills.length} kills, at most ${(mostResent / 1024 ** 2).toFixed(1)} MiB again for each\n${renderHistogram(counts)}`,
      );
    for (const state of ['writing', 'finishing', 'renamed', 'received'] as const)
      expect(counts.get(state) ?? 0).toBeGreaterThanOrEqual(enough);
    expect(kills.length).toBeGreaterThan(0);
  });
});
