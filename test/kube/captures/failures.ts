import { access, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { listRunCgroups } from '../../faults/harness/leftovers.ts';
import { aPerf, aSnapshot, type CaptureStage, conditionOf } from './stage.ts';

const soon = { initial: '1s', max: '1s' };

export function failures(stage: () => CaptureStage): void {
  test('a tool that fails once is tried again, and both attempts are kept', async () => {
    const { fleet, unruly } = stage();
    await stage().with(['node-d'], async () => {
      await unruly.beIn('fails-once');
      const failurePolicy = { retries: 1, backoff: soon };
      const uid = await fleet.create('fails-once', aPerf({ nodeNames: ['node-d'] }, { failurePolicy }));
      const status = await fleet.waitForPhase('fails-once', ['Succeeded'], 90_000);
      expect(status.nodes).toMatchObject({ selected: 1, captured: 1, verified: 1, failed: 0 });
      expect(status.failures).toEqual([]);
      // Captured is what the tool left, stored what that compresses to.
      expect(status.bytes.stored).toBeGreaterThan(0);
      expect(status.bytes.stored).toBeLessThan(status.bytes.captured);
      const { nodes } = await stage().manifest(uid);
      expect(nodes.map(({ attempt, state, reason }) => [attempt, state, reason])).toEqual([
        [1, 'failed', 'ToolFailed'],
        [2, 'verified', ''],
      ]);
      expect(nodes[0]?.message).toContain('perf: out of sorts');
      for (const { files, attempt } of nodes) {
        expect(files.length).toBeGreaterThan(0);
        for (const { receipt } of files) {
          expect(receipt?.key).toContain(`/node-d/${attempt}/`);
          await access(stage().stored(receipt?.key ?? ''));
        }
      }
      const events = await stage().eventually(uid, 'Succeeded');
      expect(events.filter(({ reason }) => reason === 'Retried')).toHaveLength(1);
      expect(events.find(({ reason }) => reason === 'ToolFailed')?.message).toContain('"node-d"');
      const seen = stage().statusesOf('fails-once');
      for (const { status: between } of seen.slice(0, -1))
        expect(conditionOf(between, 'Verified')?.status).not.toBe('False');
    });
  });

  test('what an agent that was killed left is salvaged, and its node is tried again', async () => {
    const { fleet } = stage();
    await stage().with(['node-f'], async () => {
      const { agent, uid: nodeUid } = stage().agent('node-f');
      const failurePolicy = { retries: 1, backoff: soon };
      const uid = await fleet.create('agent-killed', aPerf({ nodeNames: ['node-f'] }, { failurePolicy }));
      await stage().running('agent-killed', 1);
      await agent.kill('SIGKILL');
      await agent.restart({});
      const status = await fleet.waitForPhase('agent-killed', ['Succeeded'], 90_000);
      expect(status.nodes).toMatchObject({ selected: 1, verified: 1, failed: 0, lost: 0 });
      const { nodes } = await stage().manifest(uid);
      expect(nodes.map(({ attempt, state, reason }) => [attempt, state, reason])).toEqual([
        [1, 'failed', 'AgentLost'],
        [2, 'verified', ''],
      ]);
      const salvaged = nodes[0]?.files ?? [];
      expect(salvaged.map(({ fileName }) => fileName)).toContain('node-snapshot.ndjson.zst');
      for (const { receipt } of salvaged) await access(stage().stored(receipt?.key ?? ''));
      expect(await listRunCgroups(nodeUid)).toEqual([]);
    });
  });

  test('what would only fail again is not tried again', async () => {
    const { fleet } = stage();
    await stage().with(['node-e'], async () => {
      const failurePolicy = { retries: 3, backoff: soon };
      const uid = await fleet.create('wrong-binary', aPerf({ nodeNames: ['node-e'] }, { failurePolicy }));
      const status = await stage().ended('wrong-binary', 30_000);
      expect(status).toMatchObject({
        phase: 'Failed',
        nodes: { selected: 1, refused: 1 },
        failures: [
          {
            node: 'node-e',
            reason: 'BinaryNotAllowed',
            message: expect.stringContaining('add it to the config'),
          },
        ],
      });
      expect((await stage().manifest(uid)).nodes.map(({ attempt }) => attempt)).toEqual([1]);
      expect((await stage().events(uid)).map(({ reason }) => reason)).not.toContain('Retried');
    });
  });

  test('minSuccessPercent says how many are enough', async () => {
    const { fleet, unruly } = stage();
    await stage().with(['node-d', 'node-f'], async () => {
      await unruly.beIn('fails-always');
      const targets = { nodeNames: ['node-d', 'node-f'] };
      const failurePolicy = { retries: 0, minSuccessPercent: 50 };
      await fleet.create('half-is-enough', aPerf(targets, { failurePolicy }));
      const status = await fleet.waitForPhase('half-is-enough', ['Succeeded'], 60_000);
      expect(status.nodes).toMatchObject({ selected: 2, verified: 1, failed: 1 });
      expect(status.failures).toMatchObject([{ node: 'node-d', reason: 'ToolFailed' }]);
      expect(conditionOf(status, 'Complete')?.message).toContain('1 of 2 nodes verified');
      await unruly.beIn('well');
    });
  });

  test('with onError Abort a failure stops the others, keeps what they have and says why', async () => {
    const { fleet, unruly } = stage();
    await stage().with(['node-d', 'node-f'], async () => {
      await unruly.beIn('fails-always');
      const targets = { nodeNames: ['node-d', 'node-f'] };
      const more = { failurePolicy: { retries: 0, onError: 'Abort' }, tool: { duration: '10m' } };
      const uid = await fleet.create('aborted', aPerf(targets, more));
      const status = await stage().ended('aborted', 60_000);
      await unruly.beIn('well');
      expect(status.phase).toBe('PartiallySucceeded');
      expect(status.nodes).toMatchObject({ selected: 2, verified: 1, failed: 1 });
      expect(conditionOf(status, 'Complete')?.message).toBe(
        '1 of 2 nodes verified: Node "node-d" failed (ToolFailed), and onError is Abort',
      );
      const order: unknown = JSON.parse(await readFile(stage().stored(`runs/${uid}/stop.json`), 'utf8'));
      expect(order).toMatchObject({ reason: 'Aborted' });
      const { nodes } = await stage().manifest(uid);
      const other = nodes.find(({ node }) => node === 'node-f');
      expect(other).toMatchObject({
        state: 'verified',
        reason: 'Aborted',
        outcome: { ending: 'stoppedEarly' },
      });
      expect((await stage().events(uid)).filter(({ reason }) => reason === 'Aborted')).toHaveLength(1);
    });
  });

  test('with onError Abort a node that is missing from the start ends the capture before it begins', async () => {
    const { fleet } = stage();
    const targets = { nodeNames: ['node-a', 'node-unknown'] };
    await fleet.create('aborted-at-once', aSnapshot(targets, { failurePolicy: { onError: 'Abort' } }));
    const status = await stage().ended('aborted-at-once', 30_000);
    expect(status.phase).toBe('Failed');
    expect(conditionOf(status, 'Complete')).toMatchObject({
      reason: 'Aborted',
      message: expect.stringContaining('Node "node-unknown" failed (NodeNotFound)'),
    });
    expect(status.bytes.captured).toBe(0);
  });
}
