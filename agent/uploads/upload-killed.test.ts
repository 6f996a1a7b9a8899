import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { describeEachStore, type StoreWay } from '../../test/builders/each-store.ts';
import { chunkBytes, MortalServer } from '../../test/builders/mortal-server.ts';
import type { StoreStage } from '../../test/builders/store-stage.ts';
import { makeRandom } from '../../test/kube/harness/seeded-random.ts';

// Ten seconds each on an idle machine.
vi.setConfig({ testTimeout: 60_000 });

const sizeBytes = 40 * 1024 * 1024 + 7;
const resentBytes = 8 * 1024 * 1024 + chunkBytes;
const key = 'runs/r1/node-1/1/perf';
const seeds = [1, 2, 3];

const expectKilled = (stage: () => StoreStage, way: StoreWay): void => {
  let server: MortalServer;
  beforeEach(async () => {
    await stage().close();
    server = await MortalServer.make(stage().where, sizeBytes, way);
  });
  afterEach(() => server[Symbol.asyncDispose]());

  /** By a program that is not ours, in the file that the store or the server behind it has. */
  async function expectOneObject(): Promise<void> {
    const sum = execFileSync('sha256sum', [stage().pathOf(key)], { encoding: 'utf8' });
    expect(sum.slice(0, 64)).toBe(server.request.artifact.sha256);
    await server.kill();
    expect(await stage().listUnfinished()).toEqual([]);
    await stage().reopen();
    expect((await stage().store.list('')).map((object) => object.key)).toEqual([key]);
  }

  it('sends at most 8 MiB again for each time', async () => {
    await server.start();
    let kills = 0;
    let restarting = Promise.resolve();
    const onDurable = (bytes: number): void => {
      if (bytes < (kills + 1) * 12 * 1024 * 1024 || kills === 3 || !server.isAlive) return;
      kills += 1;
      restarting = server.kill().then(() => server.start());
    };
    const { result, sent } = await server.upload(onDurable);
    await restarting;
    expect(result.kind).toBe('delivered');
    expect(kills).toBe(3);
    expect(sent - sizeBytes).toBeLessThanOrEqual(3 * resentBytes);
    await expectOneObject();
  });

  it.each(way === 'direct' ? seeds.slice(0, 1) : seeds)(
    'at moments of seed %d does the same',
    async (seed) => {
      const random = makeRandom(seed);
      // At so many bytes sent, and a moment later: in the middle of a chunk, of a part, of finishing.
      const places = Array.from({ length: 4 }, () => random() * sizeBytes).toSorted(
        (left, right) => left - right,
      );
      await server.start();
      let kills = 0;
      let restarting = Promise.resolve();
      let isStruck = false;
      const onSent = (bytes: number): void => {
        if (isStruck || bytes < (places[kills] ?? Number.POSITIVE_INFINITY)) return;
        isStruck = true;
        kills += 1;
        restarting = delay(random() * 20)
          .then(() => server.kill())
          .then(() => server.start())
          .then(() => {
            isStruck = false;
          });
      };
      const { result, sent } = await server.upload(undefined, onSent);
      await restarting;
      expect(result).toMatchObject({ kind: 'delivered' });
      expect(kills).toBeGreaterThan(0);
      expect(sent - sizeBytes).toBeLessThanOrEqual(kills * resentBytes);
      await expectOneObject();
    },
  );

  it.each(['store.before-sync', 'store.before-rename', 'store.after-rename', 'store.before-receipt'])(
    'ends in one object and its receipt when it dies at %s, and sends nothing again',
    async (name) => {
      await server.start(`${name}=kill`);
      const restarted = server.died().then(async (signal) => {
        await server.start();
        return signal;
      });
      const { result, sent } = await server.upload();
      expect(await restarted).toBe('SIGKILL');
      const { sha256 } = server.request.artifact;
      expect(result).toMatchObject({ kind: 'delivered', receipt: { sha256 } });
      expect(sent - sizeBytes).toBeLessThan(chunkBytes);
      await expectOneObject();
    },
  );
};

describeEachStore('an upload to a server that is killed', expectKilled, ['relayed', 'direct']);
