import { mkdir, mkdtemp, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { mountTmpfs } from '../builders/mounted-spool.ts';
import { makeBigPerf } from '../kills/big-perf.ts';
import { expectInvariants } from './harness/invariants.ts';
import { makePerfSpec } from './harness/specs.ts';
import { startFleet } from './harness/start-fleet.ts';
import { waitUntil } from './harness/wait-until.ts';

// Needs root, to mount. Twenty seconds on an idle machine.
vi.setConfig({ testTimeout: 120_000 });

const mib = 1024 * 1024;
const fileBytes = 24 * mib;
let perf: Awaited<ReturnType<typeof makeBigPerf>>;
beforeAll(async () => {
  perf = await makeBigPerf(fileBytes);
});
afterAll(() => perf[Symbol.asyncDispose]());

async function readFree(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

test('a store and spools that are full hold what they have, and all of it arrives once there is space', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'toe-full-'));
  await using undo = new AsyncDisposableStack();
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  const store = join(folder, 'store');
  await mkdir(store);
  undo.use(await mountTmpfs(store, 96 * mib));
  const filler = join(store, 'filler');
  await writeFile(filler, Buffer.alloc(80 * mib));
  const spools = await Promise.all(
    ['one', 'two'].map(async (name) => {
      const spool = join(folder, name);
      await mkdir(spool, { mode: 0o700 });
      undo.use(await mountTmpfs(spool, 44 * mib));
      return { name, spool };
    }),
  );
  await using fleet = await startFleet({
    nodes: spools.map(({ name, spool }) => ({
      name,
      spool,
      environment: {
        TOE_TOOL_PATHS: `perf=${perf.path}`,
        TOE_SPOOL_FLOOR: String(16 * mib),
      },
    })),
    coordinatorEnvironment: { TOE_STORE_DIR: store, TOE_STORE_FLOOR: '0' },
    storeDirectory: store,
  });
  const nodes = fleet.nodes.map(({ name }) => name);
  const args = ['-F', '99', '-a'];
  const spec = { ...makePerfSpec({ nodes, args }), output: { maxBytesPerNode: '30Mi' } };
  await fleet.captures.create('held', spec);
  for (const { agent } of fleet.nodes)
    await waitUntil(
      async () => (/the store has \d+ bytes left/.test(agent.readTail(200)) ? true : undefined),
      {
        timeoutMs: 40_000,
        what: 'a refusal for want of space',
        explain: () => fleet.readTails(),
      },
    );

  // What is sealed stays, so there is no room for another run.
  for (const { spool } of spools) await writeFile(join(spool, 'filler'), Buffer.alloc(6 * mib));
  await fleet.captures.create('refused', spec);
  const refused = await fleet.captures.waitForPhase('refused', ['Failed'], 20_000);
  expect(refused.status.failures.map(({ reason }) => reason)).toEqual(['SpoolFull', 'SpoolFull']);
  const held = await fleet.captures.get('held');
  expect(held.status.phase).toBe('Uploading');
  for (const { name, spool } of spools) {
    const { uid } = fleet.node(name);
    expect(await readdir(join(spool, `${held.uid}.${uid}.1`, 'run'))).toContain('perf.data');
    expect(await readFree(spool)).toBeLessThan(16 * mib);
  }

  await rm(filler);
  await fleet.captures.waitForPhase('held', ['Succeeded'], 60_000);
  await expectInvariants(fleet, 'held');
  const left = await readdir(join(store, '.uploads'), { recursive: true });
  expect(left.filter((path) => path.endsWith('.part'))).toEqual([]);
  for (const { spool } of spools) expect(await readFree(spool)).toBeGreaterThan(37 * mib);
});
