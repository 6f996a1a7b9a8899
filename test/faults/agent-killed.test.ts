import { describe, expect, test, vi } from 'vitest';
import { expectInvariants } from './harness/invariants.ts';
import { listProcesses, listRunCgroups } from './harness/leftovers.ts';
import { makePerfSpec, makeSnapshotSpec } from './harness/specs.ts';
import { startFleet } from './harness/start-fleet.ts';
import { untilPartlyStored } from './harness/until-partly-stored.ts';

// Ten seconds each on an idle machine.
vi.setConfig({ testTimeout: 60_000 });

describe('an agent that is killed', () => {
  test('in mid-upload is followed by one that sends the rest: one object, one receipt, Succeeded', async () => {
    await using fleet = await startFleet({
      nodes: [
        { name: 'one', proxied: true, environment: { TOE_FAILPOINTS: 'upload.before-chunk=delay:400' } },
      ],
    });
    const { agent, name } = fleet.node('one');
    await fleet.captures.create(
      'upload',
      makePerfSpec({ nodes: [name], args: ['-F', '999', '-a', '-g'], compression: 'none' }),
    );
    const partly = await untilPartlyStored(fleet, 'upload', 'one', 'profile');
    expect(await agent.kill('SIGKILL')).toBe('SIGKILL');
    await agent.restart({ TOE_FAILPOINTS: '' });

    await fleet.captures.waitForPhase('upload', ['Succeeded'], 20_000);
    const manifest = await expectInvariants(fleet, 'upload', { node: 'one', interruptions: 1 });
    const profile = manifest.nodes[0]?.files.find(({ artifactId }) => artifactId === 'profile');
    expect(profile?.complete).toBe(true);
    expect(profile?.sizeBytes).toBeGreaterThan(partly.storedBytes);
  });

  test('while the tool runs takes the tool with it; the next agent reports what is left of it', async () => {
    await using fleet = await startFleet({ nodes: [{ name: 'one' }, { name: 'two' }] });
    const { agent, name, spool, uid } = fleet.node('one');
    await fleet.captures.create(
      'lost',
      makePerfSpec({ nodes: [name, fleet.node('two').name], durationSeconds: 6 }),
    );
    await fleet.captures.waitForNode(
      'lost',
      name,
      ({ state, elapsedMs }) => state === 'running' && elapsedMs > 1_500,
      15_000,
    );
    expect(await listProcesses(spool, [])).toEqual([expect.stringContaining('record')]);
    await agent.kill('SIGKILL');
    await vi.waitFor(async () => expect(await listProcesses(spool, [uid])).toEqual([]), { timeout: 2_000 });
    await agent.restart({});
    expect(await listRunCgroups(uid)).toEqual([]);

    const { status } = await fleet.captures.waitForPhase('lost', ['PartiallySucceeded'], 20_000);
    expect(status.failures).toMatchObject([{ node: name, reason: 'AgentLost' }]);
    const manifest = await expectInvariants(fleet, 'lost');
    const lost = manifest.nodes.find(({ node }) => node === name);
    expect(lost?.outcome?.ending).toBe('agentLost');
    const profile = lost?.files.find(({ artifactId }) => artifactId === 'profile');
    expect(profile?.complete).toBe(false);
    expect(profile?.receipt?.sha256).toBe(profile?.sha256);
  });

  test.each([
    'agent.before-seal',
    'agent.before-sealed',
    'agent.after-sealed',
    'agent.after-seal',
    'agent.before-outcome',
    'upload.before-finish',
    'upload.after-receipt',
  ])('at %s is followed by one that ends the command well, once', async (place) => {
    await using fleet = await startFleet({
      nodes: [{ name: 'one', environment: { TOE_FAILPOINTS: `${place}=kill` } }],
    });
    const { agent, name } = fleet.node('one');
    await fleet.captures.create('sealing', makeSnapshotSpec({ nodes: [name] }));
    expect(await agent.untilEnded(20_000)).toBe('SIGKILL');
    await agent.restart({ TOE_FAILPOINTS: '' });
    await fleet.captures.waitForPhase('sealing', ['Succeeded'], 15_000);
    const manifest = await expectInvariants(fleet, 'sealing');
    expect(manifest.nodes[0]?.outcome?.ending).toBe('succeeded');
  });

  test('before its tool is started leaves nothing but that it was lost', async () => {
    await using fleet = await startFleet({
      nodes: [{ name: 'one', environment: { TOE_FAILPOINTS: 'agent.after-accept=kill' } }],
    });
    const { agent, name } = fleet.node('one');
    await fleet.captures.create('unstarted', makePerfSpec({ nodes: [name] }));
    expect(await agent.untilEnded(20_000)).toBe('SIGKILL');
    await agent.restart({ TOE_FAILPOINTS: '' });
    const { status } = await fleet.captures.waitForPhase('unstarted', ['Failed'], 20_000);
    expect(status.failures).toMatchObject([{ node: name }]);
    const manifest = await expectInvariants(fleet, 'unstarted');
    expect(manifest.nodes[0]?.files).toEqual([]);
    expect(manifest.nodes[0]?.outcome?.startedMonotonicUs ?? 0).toBe(0);
  });
});

describe('an agent that is told to stop in mid-capture', () => {
  test('stops the tool, seals and delivers complete files, and leaves nothing', async () => {
    await using fleet = await startFleet({ nodes: [{ name: 'one' }] });
    const { agent, name, spool } = fleet.node('one');
    await fleet.captures.create('drained', makePerfSpec({ nodes: [name], durationSeconds: 60 }));
    await fleet.captures.waitForNode(
      'drained',
      name,
      ({ state, elapsedMs }) => state === 'running' && elapsedMs > 1_500,
      15_000,
    );
    expect(await agent.kill('SIGTERM')).toBe(0);
    expect(await listProcesses(spool, [])).toEqual([]);
    await agent.restart({});
    const { status } = await fleet.captures.waitForPhase('drained', ['Succeeded'], 15_000);
    expect(status.conditions.find(({ type }) => type === 'Complete')?.reason).toBe('StoppedEarly');
    const manifest = await expectInvariants(fleet, 'drained');
    expect(manifest.nodes[0]?.outcome).toMatchObject({ ending: 'stoppedEarly', reason: 'AgentStopping' });
    expect(manifest.nodes[0]?.files.every(({ complete }) => complete)).toBe(true);
  });
});
