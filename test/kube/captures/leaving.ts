import { expect, test } from 'vitest';
import { aSnapshot, type CaptureStage, conditionOf } from './stage.ts';

const going = { tool: { name: 'node-snapshot', duration: '10m' } };
const taints = [{ key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule' }];

/** In this order on node-e, the last of which is its end. */
export function leaving(stage: () => CaptureStage): void {
  const onNode = (work: () => Promise<void>): Promise<void> => stage().with(['node-e'], work);
  const cordon = (unschedulable: boolean): Promise<void> =>
    stage().patchNode('node-e', { spec: { unschedulable } });

  test('a node that is cordoned after the start is flushed, and the others go on', async () => {
    const { fleet } = stage();
    await onNode(async () => {
      const spec = aSnapshot(
        { nodeNames: ['node-a', 'node-e'] },
        { tool: { name: 'node-snapshot', duration: '12s' } },
      );
      const uid = await fleet.create('is-cordoned', spec);
      await stage().running('is-cordoned', 2);
      await cordon(true);
      const status = await fleet.waitForPhase('is-cordoned', ['Succeeded'], 60_000);
      expect(conditionOf(status, 'Complete')).toMatchObject({ reason: 'StoppedEarly' });
      expect(status.nodes).toMatchObject({ selected: 2, verified: 2 });
      const { nodes } = await stage().manifest(uid);
      expect(nodes.map(({ node, reason, outcome }) => [node, reason, outcome?.ending])).toEqual([
        ['node-a', '', 'succeeded'],
        ['node-e', 'NodeLeaving', 'stoppedEarly'],
      ]);
      for (const { files } of nodes) expect(files[0]?.receipt).toBeDefined();
      const told = (await stage().events(uid)).find(({ reason }) => reason === 'NodeLeaving');
      expect(told?.message).toContain('Node "node-e"');
    });
  });

  test('a node that was cordoned and not ready before is captured whole', async () => {
    const { fleet } = stage();
    await onNode(async () => {
      await cordon(true);
      await stage().setReady('node-e', false);
      const uid = await fleet.create('was-cordoned', aSnapshot({ nodeNames: ['node-e'] }));
      const status = await fleet.waitForPhase('was-cordoned', ['Succeeded'], 60_000);
      await stage().setReady('node-e', true);
      expect(conditionOf(status, 'Complete')).toMatchObject({ reason: 'Succeeded' });
      expect(conditionOf(status, 'TargetsResolved')?.message).toBe(
        '1 of 1 nodes selected; cordoned, but selected: node-e; not ready, but selected: node-e',
      );
      expect((await stage().manifest(uid)).nodes[0]?.outcome?.ending).toBe('succeeded');
    });
  });

  test('a node that the autoscaler is about to remove is flushed', async () => {
    const { fleet } = stage();
    await onNode(async () => {
      const uid = await fleet.create('is-tainted', aSnapshot({ nodeNames: ['node-e'] }, going));
      await stage().running('is-tainted', 1);
      await stage().patchNode('node-e', { spec: { taints } });
      const status = await fleet.waitForPhase('is-tainted', ['Succeeded'], 60_000);
      expect(conditionOf(status, 'Complete')).toMatchObject({ reason: 'StoppedEarly' });
      expect((await stage().manifest(uid)).nodes[0]).toMatchObject({
        state: 'verified',
        reason: 'NodeLeaving',
      });
      await stage().patchNode('node-e', { spec: { taints: [] } });
    });
  });

  test('a node that is cordoned before its wave is not begun', async () => {
    const { fleet } = stage();
    await onNode(async () => {
      await cordon(false);
      const spec = aSnapshot({ nodeNames: ['node-a', 'node-e'] }, { budgets: { maxConcurrentNodes: 1 } });
      await fleet.create('cordoned-before', spec);
      await stage().running('cordoned-before', 1);
      await cordon(true);
      const status = await stage().ended('cordoned-before');
      expect(status.phase).toBe('PartiallySucceeded');
      expect(status.nodes).toMatchObject({ selected: 2, verified: 1, failed: 1 });
      expect(status.failures).toMatchObject([{ node: 'node-e', reason: 'NodeLeaving' }]);
      expect(status.artifacts.map(({ node }) => node)).toEqual(['node-a']);
      await cordon(false);
    });
  });

  test('a node whose object is deleted is flushed', async () => {
    const { fleet } = stage();
    await onNode(async () => {
      const uid = await fleet.create('is-deleted', aSnapshot({ nodeNames: ['node-e'] }, going));
      await stage().running('is-deleted', 1);
      await fleet.server.admin.send('DELETE', '/api/v1/nodes/node-e');
      const status = await fleet.waitForPhase('is-deleted', ['Succeeded'], 60_000);
      expect(conditionOf(status, 'Complete')).toMatchObject({ reason: 'StoppedEarly' });
      expect((await stage().manifest(uid)).nodes[0]).toMatchObject({
        state: 'verified',
        reason: 'NodeLeaving',
      });
    });
  });
}
