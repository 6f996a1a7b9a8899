import { expect, test } from 'vitest';
import type { PowerToolStatus } from '../../../shared/kinds/power-tool.ts';
import { aSnapshot, type CaptureStage, conditionOf } from './stage.ts';

const nodeNames = ['node-a', 'node-b', 'node-c'];

export function startInstants(stage: () => CaptureStage): void {
  test('with start.at ahead it is Scheduled, and then all nodes start at that instant', async () => {
    const { fleet } = stage();
    const at = new Date(Date.now() + 25_000).toISOString();
    const uid = await fleet.create(
      'at-an-instant',
      aSnapshot({ nodeNames }, { start: { leadTime: '1s', at } }),
    );
    const waiting = await fleet.waitForStatus('at-an-instant', ({ phase }) => phase === 'Scheduled', 15_000);
    expect(conditionOf(waiting, 'Waiting')).toMatchObject({ status: 'True', reason: 'WaitingForStart' });
    const status = await fleet.waitForPhase('at-an-instant', ['Succeeded'], 60_000);
    expect(status.start?.plannedAt).toBe(at);
    expect(conditionOf(status, 'Started')).toMatchObject({ status: 'True', reason: 'Started' });
    const { nodes } = await stage().manifest(uid);
    for (const { start, outcome } of nodes) {
      expect(Math.abs(start?.errorUs ?? Number.NaN)).toBeLessThan(500_000);
      expect(Math.abs((outcome?.startedUnixUs ?? 0) / 1_000 - Date.parse(at))).toBeLessThan(500);
    }
    const phases = stage()
      .statusesOf('at-an-instant')
      .map((seen) => seen.status.phase);
    expect(phases[0]).toBe('Scheduled');
  });

  test('with start.at in the past it fails at once and says so', async () => {
    const at = new Date(Date.now() - 60_000).toISOString();
    await stage().fleet.create('too-late', aSnapshot({ nodeNames }, { start: { at } }));
    const status = await stage().ended('too-late', 10_000);
    expect(status.phase).toBe('Failed');
    expect(conditionOf(status, 'Complete')).toMatchObject({
      reason: 'StartMissed',
      message: expect.stringContaining(at),
    });
  });

  test('a capture that only waits is not written again and again', async () => {
    const { fleet } = stage();
    const at = new Date(Date.now() + 3_600_000).toISOString();
    await fleet.create('in-an-hour', aSnapshot({ nodeNames }, { start: { at } }));
    await fleet.create('for-a-node', aSnapshot({ nodeNames: ['node-never'], waitFor: '1h' }));
    const waitsFor = (text: string) => (status: PowerToolStatus) =>
      conditionOf(status, 'Waiting')?.message.includes(text) === true;
    await fleet.waitForStatus('in-an-hour', waitsFor(at), 10_000);
    await fleet.waitForStatus('for-a-node', waitsFor('NodeNotFound: node-never'), 15_000);
    const names = ['in-an-hour', 'for-a-node'];
    const versions = async () =>
      (await Promise.all(names.map((name) => fleet.read(name)))).map((found) => found?.resourceVersion);
    const before = await versions();
    await fleet.create(
      'meanwhile',
      aSnapshot({ nodeNames }, { tool: { name: 'node-snapshot', duration: '12s' } }),
    );
    await fleet.waitForPhase('meanwhile', ['Succeeded'], 60_000);
    expect(await versions()).toEqual(before);
    for (const name of names) {
      await fleet.patch(name, { spec: { stop: true } });
      expect((await stage().ended(name)).phase).toBe('Cancelled');
    }
  });

  test('a status is written at most once a second, and its phase only goes forward', async () => {
    const order = ['Pending', 'Scheduled', 'Starting', 'Running', 'Uploading', 'Processing', 'Succeeded'];
    const name = 'often-told';
    await stage().fleet.create(name, aSnapshot({ nodeNames }, { budgets: { maxConcurrentNodes: 2 } }));
    await stage().fleet.waitForPhase(name, ['Succeeded'], 90_000);
    const seen = stage().statusesOf(name);
    const ranks = seen.map(({ status }) => order.indexOf(status.phase));
    expect(ranks).toEqual(ranks.toSorted((left, right) => left - right));
    expect(ranks).toContain(order.indexOf('Running'));
    // The watch brings them with some delay, so that single gaps say little.
    const spanMs = (seen.at(-1)?.atMs ?? 0) - (seen[0]?.atMs ?? 0);
    expect(seen.length - 1).toBeGreaterThanOrEqual(3);
    expect(seen.length - 1).toBeLessThanOrEqual(Math.ceil(spanMs / 1_000));
    for (const [index, { atMs }] of seen.entries())
      expect(atMs - (seen[index - 1]?.atMs ?? Number.NEGATIVE_INFINITY)).toBeGreaterThan(500);
  });
}
