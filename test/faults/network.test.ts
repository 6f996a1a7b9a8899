import { describe, expect, test, vi } from 'vitest';
import { readPeakMib, readResidentMib, resetPeak } from '../bench/process-usage.ts';
import { makeBigPerf } from '../kills/big-perf.ts';
import type { Fleet } from './harness/fleet.ts';
import { expectInvariants } from './harness/invariants.ts';
import { listRunCgroups } from './harness/leftovers.ts';
import { startLoad } from './harness/load.ts';
import { makePerfWithoutScript } from './harness/perf-without-script.ts';
import { makePerfSpec, makeSnapshotSpec } from './harness/specs.ts';
import { startFleet } from './harness/start-fleet.ts';
import { untilPartlyStored } from './harness/until-partly-stored.ts';

// Twenty seconds each on an idle machine.
vi.setConfig({ testTimeout: 90_000 });

const mebibyte = 1024 * 1024;

/** A node whose agent dials through a proxy and waits before every 64 KiB that it sends. */
async function startSlowSender(delayMs: number, more: Readonly<Record<string, string>> = {}): Promise<Fleet> {
  const environment = { TOE_FAILPOINTS: `upload.before-chunk=delay:${delayMs}`, ...more };
  return await startFleet({ nodes: [{ name: 'one', proxied: true, environment }] });
}

/** Copies of stacks make a profile of tens of MiB in 5 s, more than may be sent again after an interruption. */
async function captureMuch(fleet: Fleet, name: string): Promise<void> {
  const args = ['-F', '499', '-a', '--all-user', '--call-graph', 'dwarf,8192'];
  await fleet.captures.create(
    name,
    makePerfSpec({ nodes: [fleet.node('one').name], args, compression: 'none' }),
  );
}

describe('the network between an agent and its coordinator', () => {
  test('resets the connection twice in mid-upload: the upload goes on where it was', async () => {
    await using _load = await startLoad();
    await using perf = await makePerfWithoutScript();
    await using fleet = await startSlowSender(10, { TOE_TOOL_PATHS: `perf=${perf.path}` });
    const { proxy } = fleet.node('one');
    await captureMuch(fleet, 'cut');
    const first = await untilPartlyStored(fleet, 'cut', 'one', 'profile', 4 * mebibyte);
    proxy?.cut();
    await untilPartlyStored(fleet, 'cut', 'one', 'profile', first.storedBytes + 4 * mebibyte);
    proxy?.cut();
    await fleet.captures.waitForPhase('cut', ['Succeeded'], 40_000);
    expect(proxy?.cuts).toBe(2);
    const manifest = await expectInvariants(fleet, 'cut', { node: 'one', interruptions: 2 });
    const profile = manifest.nodes[0]?.files.find(({ artifactId }) => artifactId === 'profile');
    expect(profile?.sizeBytes).toBeGreaterThan(10 * mebibyte);
  });

  test('stalls for a while in mid-upload: nothing is lost and next to nothing sent again', async () => {
    await using fleet = await startSlowSender(60);
    const { proxy, name } = fleet.node('one');
    const args = ['-F', '999', '-a', '-g'];
    await fleet.captures.create('stalled', makePerfSpec({ nodes: [name], args, compression: 'none' }));
    const before = await untilPartlyStored(fleet, 'stalled', 'one', 'profile');
    proxy?.stall();
    const bytesUp = proxy?.bytesUp ?? 0;
    await expect(
      vi.waitFor(() => expect(proxy?.bytesUp).toBeGreaterThan(bytesUp + mebibyte / 4), { timeout: 3_000 }),
    ).rejects.toThrow('greater than');
    proxy?.resume();
    await fleet.captures.waitForPhase('stalled', ['Succeeded'], 20_000);
    const manifest = await expectInvariants(fleet, 'stalled', { node: 'one', interruptions: 0 });
    const profile = manifest.nodes[0]?.files.find(({ artifactId }) => artifactId === 'profile');
    expect(profile?.sizeBytes).toBeGreaterThan(before.storedBytes);
  });

  test('takes 10 KB a second: the agent holds little of the file in memory, and its session goes on', async () => {
    const bytes = 192 * mebibyte;
    await using perf = await makeBigPerf(bytes);
    await using fleet = await startFleet({
      nodes: [{ name: 'one', proxied: true, environment: { TOE_TOOL_PATHS: `perf=${perf.path}` } }],
    });
    const { proxy, agent, name } = fleet.node('one');
    await fleet.captures.create('slow', makePerfSpec({ nodes: [name], args: ['-F', '99', '-a'] }));
    await untilPartlyStored(fleet, 'slow', 'one', 'profile');
    if (proxy === undefined) throw new Error('Cannot slow it down: the node is not proxied');
    proxy.upRate = 10_000;
    const [resident, before] = [await readResidentMib(agent.pid), proxy.bytesUp];
    await resetPeak(agent.pid);
    await vi.waitFor(() => expect(proxy.bytesUp).toBeGreaterThan(before + 128 * 1024), { timeout: 40_000 });
    expect((await readPeakMib(agent.pid)) - resident).toBeLessThan(64);
    const slow = await fleet.captures.get('slow');
    expect(slow.nodes).toMatchObject([{ node: name, state: 'uploading' }]);
    expect(slow.nodes[0]?.uploadBytes).toBeLessThan(bytes);

    proxy.upRate = Number.POSITIVE_INFINITY;
    await fleet.captures.waitForPhase('slow', ['Succeeded'], 60_000);
    await expectInvariants(fleet, 'slow', { node: 'one', interruptions: 1 });
  });

  test('is a black hole while the tool runs: the tool goes on and its files arrive afterwards', async () => {
    await using fleet = await startFleet({ nodes: [{ name: 'one', proxied: true }] });
    const { proxy, name, agent } = fleet.node('one');
    await fleet.captures.create('hole', makeSnapshotSpec({ nodes: [name] }));
    await fleet.captures.waitForNode('hole', name, ({ state }) => state === 'running', 15_000);
    proxy?.halfOpen();
    await vi.waitFor(() => expect(agent.readTail()).toContain('Command ended'), { timeout: 15_000 });
    proxy?.resume();
    await fleet.captures.waitForPhase('hole', ['Succeeded'], 30_000);
    const manifest = await expectInvariants(fleet, 'hole', { node: 'one', interruptions: 1 });
    expect(manifest.nodes[0]?.outcome?.ending).toBe('succeeded');
  });

  test('swallows the start of one node: it drops what it prepared, and the other is not disturbed', async () => {
    await using fleet = await startFleet({
      // The second node keeps the first waiting, prepared, for as long as it takes to open the black hole.
      nodes: [
        { name: 'one', proxied: true },
        { name: 'two', environment: { TOE_FAILPOINTS: 'agent.after-accept=delay:3000' } },
      ],
    });
    const { proxy, name, uid, agent } = fleet.node('one');
    const other = fleet.node('two').name;
    await fleet.captures.create('unstarted', makePerfSpec({ nodes: [name, other], leadTime: '1s' }));
    await fleet.captures.waitForNode('unstarted', name, ({ state }) => state === 'prepared', 10_000);
    proxy?.halfOpen();
    expect(await listRunCgroups(uid)).not.toEqual([]);
    // The start has to be confirmed within 30 s.
    await vi.waitFor(() => expect(agent.readTail()).toContain('notPrepared'), { timeout: 45_000 });
    expect(await listRunCgroups(uid)).toEqual([]);
    proxy?.resume();
    const { status } = await fleet.captures.waitForPhase('unstarted', ['PartiallySucceeded'], 30_000);
    expect(status.nodes).toMatchObject({ verified: 1, refused: 1 });
    expect(status.failures).toMatchObject([{ node: name, reason: 'NoCommit' }]);
    const manifest = await expectInvariants(fleet, 'unstarted');
    expect(manifest.nodes.find(({ node }) => node === name)?.files).toEqual([]);
  });
});
