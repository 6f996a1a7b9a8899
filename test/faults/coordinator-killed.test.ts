import { describe, expect, test, vi } from 'vitest';
import { expectInvariants } from './harness/invariants.ts';
import { listProcesses } from './harness/leftovers.ts';
import { makePerfSpec, makeSnapshotSpec } from './harness/specs.ts';
import { startFleet } from './harness/start-fleet.ts';

// Fifteen seconds each on an idle machine.
vi.setConfig({ testTimeout: 60_000 });

describe('a coordinator that is killed', () => {
  test('in mid-run leaves the tool running, and the next one adopts the run and ends it once', async () => {
    await using fleet = await startFleet({ nodes: [{ name: 'one' }] });
    const { name, spool } = fleet.node('one');
    await fleet.captures.create('adopted', makePerfSpec({ nodes: [name], durationSeconds: 8 }));
    await fleet.captures.waitForNode(
      'adopted',
      name,
      ({ state, elapsedMs }) => state === 'running' && elapsedMs > 1_000,
      15_000,
    );
    const before = await fleet.captures.get('adopted');
    const running = await listProcesses(spool, []);
    expect(running).toHaveLength(1);
    expect(await fleet.coordinator.kill('SIGKILL')).toBe('SIGKILL');
    expect(await listProcesses(spool, [])).toEqual(running);
    await fleet.restartCoordinator();

    const { status } = await fleet.captures.waitForPhase('adopted', ['Succeeded'], 30_000);
    const manifest = await expectInvariants(fleet, 'adopted');
    expect(status.start?.plannedAt).toBe(before.status.start?.plannedAt);
    expect(manifest.nodes[0]).toMatchObject({ attempt: 1, outcome: { ending: 'succeeded', reason: '' } });
    const { startedUnixUs = 0, endedUnixUs = 0 } = manifest.nodes[0]?.outcome ?? {};
    expect(endedUnixUs - startedUnixUs).toBeGreaterThanOrEqual(7_900_000);
  });

  test('and stays away until the tool has ended is told everything when it is back', async () => {
    await using fleet = await startFleet({ nodes: [{ name: 'one' }] });
    const { name, spool } = fleet.node('one');
    await fleet.captures.create('away', makeSnapshotSpec({ nodes: [name] }));
    await fleet.captures.waitForNode('away', name, ({ state }) => state === 'running', 15_000);
    await fleet.coordinator.kill('SIGKILL');
    await vi.waitFor(
      async () => {
        expect(await listProcesses(spool, [])).toEqual([]);
        expect(fleet.node('one').agent.readTail()).toContain('Command ended');
      },
      { timeout: 15_000 },
    );
    await fleet.restartCoordinator();
    await fleet.captures.waitForPhase('away', ['Succeeded'], 30_000);
    await expectInvariants(fleet, 'away');
  });

  test.each(['store.before-sync', 'store.before-rename', 'store.after-rename', 'store.before-receipt'])(
    'at %s has one object and one receipt when it is back',
    async (place) => {
      await using fleet = await startFleet({
        nodes: [{ name: 'one' }],
        coordinatorEnvironment: { TOE_FAILPOINTS: `${place}=kill` },
      });
      await fleet.captures.create('stored', makeSnapshotSpec({ nodes: [fleet.node('one').name] }));
      expect(await fleet.coordinator.untilEnded(20_000)).toBe('SIGKILL');
      await fleet.restartCoordinator({ TOE_FAILPOINTS: '' });
      await fleet.captures.waitForPhase('stored', ['Succeeded'], 30_000);
      await expectInvariants(fleet, 'stored');
    },
  );
});
