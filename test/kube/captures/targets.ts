import { expect, test } from 'vitest';
import { waitUntil } from '../../faults/harness/wait-until.ts';
import { createNode } from '../harness/cluster-objects.ts';
import { connectOldAgent } from '../harness/old-agent.ts';
import { aPerf, aSnapshot, type CaptureStage, conditionOf } from './stage.ts';

export function targets(stage: () => CaptureStage): void {
  test('a sample is spread over the zones of the nodes that match', async () => {
    const { fleet } = stage();
    const chosen = {
      nodeSelector: { matchLabels: { pool: 'blue' } },
      sample: { maxNodes: 2, spreadBy: 'zone' },
    };
    const uid = await fleet.create('spread', aSnapshot(chosen));
    const status = await fleet.waitForPhase('spread', ['Succeeded'], 60_000);
    expect(status.nodes).toMatchObject({ matched: 3, selected: 2, verified: 2 });
    const nodes = (await stage().manifest(uid)).nodes.map(({ node }) => node);
    expect(nodes).toContain('node-b');
    expect(nodes.some((node) => node === 'node-a' || node === 'node-c')).toBe(true);
  });

  test('nodes that are about to go are left out, unless somebody names them', async () => {
    const { fleet } = stage();
    await createNode(fleet.server.admin, 'node-going', { fate: 'going' });
    const taints = [{ key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule' }];
    await stage().patchNode('node-going', { spec: { taints } });
    const reasonOf = async (name: string, target: object): Promise<string | undefined> => {
      await fleet.create(name, aSnapshot(target));
      return (await stage().ended(name)).failures[0]?.reason;
    };
    // Nodes and captures reach the coordinator by watches of their own.
    let asked = 0;
    await waitUntil(
      async () => {
        asked += 1;
        const reason = await reasonOf(`going-${asked}`, { nodeSelector: { matchLabels: { fate: 'going' } } });
        return reason === 'NodeLeaving' ? true : undefined;
      },
      { timeoutMs: 30_000, what: 'the node to leave', explain: () => fleet.readTails() },
    );
    expect(await reasonOf('going-named', { nodeNames: ['node-going'] })).toBe('NodeNotConnected');
  });

  test('nodes that cannot be used are counted and named, and nobody waits for them', async () => {
    const { fleet } = stage();
    const { admin } = fleet.server;
    await createNode(admin, 'node-bare');
    await stage().with(['node-d'], async () => {
      using _old = await connectOldAgent(fleet, 'node-old');
      const nodeNames = ['node-bare', 'node-d', 'node-old', 'node-unknown'];
      const uid = await fleet.create('odd-nodes', aPerf({ nodeNames }));
      const status = await stage().ended('odd-nodes');
      expect(status.phase).toBe('PartiallySucceeded');
      expect(status.nodes).toMatchObject({ matched: 4, selected: 4, verified: 1, failed: 3 });
      const found = [
        ['node-bare', 'NodeNotConnected'],
        ['node-old', 'AgentTooOld'],
        ['node-unknown', 'NodeNotFound'],
      ];
      expect(status.failures.map(({ node, reason }) => [node, reason])).toEqual(found);
      const said = conditionOf(status, 'TargetsResolved')?.message;
      expect(said).toMatch(/^1 of 4 nodes selected; /);
      for (const [node, reason] of found) expect(said).toContain(`${reason}: ${node}`);
      const { startsAtUnixUs } = await stage().manifest(uid);
      const createdMs = Date.parse(await stage().createdAt('odd-nodes'));
      expect((startsAtUnixUs[0] ?? 0) / 1_000 - createdMs).toBeLessThan(9_000);
    });
  });

  test('a capture whose nodes are all unknown fails at once and names them', async () => {
    await stage().fleet.create('no-such-nodes', aSnapshot({ nodeNames: ['ghost-1', 'ghost-2'] }));
    const status = await stage().ended('no-such-nodes', 15_000);
    expect(status).toMatchObject({ phase: 'Failed', nodes: { matched: 2, selected: 2, failed: 2 } });
    expect(status.failures.map(({ node, reason }) => [node, reason])).toEqual([
      ['ghost-1', 'NodeNotFound'],
      ['ghost-2', 'NodeNotFound'],
    ]);
    expect(conditionOf(status, 'TargetsResolved')).toMatchObject({
      status: 'False',
      reason: 'NoMatchingTargets',
    });
    expect(conditionOf(status, 'Complete')).toMatchObject({
      reason: 'NoMatchingTargets',
      message: expect.stringContaining('NodeNotFound: ghost-1, ghost-2'),
    });
  });

  test('with waitFor it runs on a node that comes to match', async () => {
    const { fleet } = stage();
    const nodeSelector = { matchLabels: { late: 'yes' } };
    await fleet.create('label-comes', aSnapshot({ nodeSelector, waitFor: '2m' }));
    const waiting = await fleet.waitForStatus('label-comes', ({ phase }) => phase === 'Pending', 15_000);
    expect(conditionOf(waiting, 'Waiting')).toMatchObject({ status: 'True', reason: 'WaitingForTargets' });
    await stage().patchNode('node-b', { metadata: { labels: { late: 'yes' } } });
    const status = await fleet.waitForPhase('label-comes', ['Succeeded'], 60_000);
    expect(status.artifacts.map(({ node }) => node)).toEqual(['node-b']);
    expect(conditionOf(status, 'Waiting')).toMatchObject({ status: 'False', reason: 'WaitOver' });
    expect(conditionOf(status, 'Accepted')?.lastTransitionTime).toBe(
      conditionOf(waiting, 'Accepted')?.lastTransitionTime,
    );
  });

  test('with waitFor it runs on a node whose agent comes', async () => {
    const { fleet } = stage();
    await stage().with(['node-f'], async () => {
      const { agent } = stage().agent('node-f');
      await agent.kill('SIGTERM');
      await fleet.create('agent-comes', aSnapshot({ nodeNames: ['node-f'], waitFor: '2m' }));
      const waiting = await fleet.waitForStatus('agent-comes', ({ phase }) => phase === 'Pending', 15_000);
      expect(conditionOf(waiting, 'Waiting')?.message).toContain('NodeNotConnected: node-f');
      await agent.restart({});
      await fleet.waitForPhase('agent-comes', ['Succeeded'], 60_000);
    });
  });

  test('with waitFor it fails when the time is over and nothing has come', async () => {
    const { fleet } = stage();
    const nodeSelector = { matchLabels: { pool: 'green' } };
    await fleet.create('nothing-comes', aSnapshot({ nodeSelector, waitFor: '6s' }));
    const status = await stage().ended('nothing-comes', 30_000);
    expect(status.phase).toBe('Failed');
    expect(conditionOf(status, 'Complete')).toMatchObject({
      reason: 'NoMatchingTargets',
      message: expect.stringContaining('targets.waitFor'),
    });
    const waitedMs =
      Date.parse(status.completedAt ?? '') - Date.parse(await stage().createdAt('nothing-comes'));
    expect(waitedMs).toBeGreaterThanOrEqual(6_000);
    expect(waitedMs).toBeLessThan(15_000);
  });
}
