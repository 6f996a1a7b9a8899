import { describe, expect, test } from 'vitest';
import { silentLog } from '../../shared/log.ts';
import { TemplateStage } from '../../test/builders/template-stage.ts';
import { NodeTerminations } from './node-terminations.ts';

const hourly = { schedule: '@hourly' };

function stageAt(createdAt: string, fields: object = hourly): TemplateStage {
  return new TemplateStage(fields, createdAt);
}

const conditionsOf = (stage: TemplateStage): readonly string[] =>
  (stage.status?.conditions ?? []).map(({ type, status, reason }) => `${type}=${status} ${reason}`);

describe('a template that is suspended', () => {
  test('fires nothing, says so, and fires the latest missed one when it is resumed', async () => {
    const stage = stageAt('2026-01-05T09:00:30Z');
    await stage.runUntil('2026-01-05T10:10:00Z');
    stage.edit({ suspend: true });
    await stage.runUntil('2026-01-05T13:10:00Z');
    expect(conditionsOf(stage)).toEqual(['Accepted=True Accepted', 'Suspended=True Suspended']);
    expect(stage.status?.firings).toEqual({
      lastScheduleTime: '2026-01-05T10:00:00.000Z',
      lastSuccessfulTime: '2026-01-05T10:01:00.000Z',
      fired: 1,
      missed: 0,
      active: [],
    });
    stage.edit({ suspend: false });
    await stage.reconcile();
    expect(stage.fired).toEqual(['2026-01-05T10:00:00.000Z', '2026-01-05T13:00:00.000Z']);
    expect(conditionsOf(stage)).toEqual(['Accepted=True Accepted']);
    expect(stage.status?.firings).toMatchObject({ fired: 2, missed: 2 });
  });

  test('fires nothing of the past when it is resumed with a deadline', async () => {
    const stage = stageAt('2026-01-05T09:00:30Z', { ...hourly, startingDeadlineSeconds: 60, suspend: true });
    await stage.runUntil('2026-01-05T13:10:00Z');
    stage.edit({ suspend: false });
    await stage.runUntil('2026-01-05T14:00:00Z');
    expect(stage.fired).toEqual(['2026-01-05T14:00:00.000Z']);
    expect(stage.status?.firings).toMatchObject({ fired: 1, missed: 4 });
  });
});

test('a template whose capture would be refused fires nothing, says why, and goes on when that is mended', async () => {
  const stage = stageAt('2026-01-05T09:00:30Z');
  stage.check = { kind: 'refused', reason: 'UnknownTool', message: 'there is no tool "prf"' };
  await stage.runUntil('2026-01-05T11:30:00Z');
  expect(stage.fired).toEqual([]);
  expect(stage.status?.conditions).toMatchObject([
    { type: 'Accepted', status: 'False', reason: 'UnknownTool', message: 'there is no tool "prf"' },
  ]);
  stage.check = { kind: 'accepted' };
  await stage.runUntil('2026-01-05T12:00:00Z');
  expect(conditionsOf(stage)).toEqual(['Accepted=True Accepted']);
  expect(stage.fired).toEqual(['2026-01-05T11:00:00.000Z', '2026-01-05T12:00:00.000Z']);
});

describe('a template that is stopped', () => {
  test('stops what is under way, fires no more, and ends when that has ended', async () => {
    const stage = stageAt('2026-01-05T09:00:30Z');
    await stage.runUntil('2026-01-05T10:00:00Z');
    const [name = ''] = stage.store.everCreated;
    stage.edit({ stop: true });
    stage.advance(1_000);
    expect(await stage.reconcile()).toBe(15_000);
    expect(stage.store.children.get(name)?.isStopRequested).toBe(true);
    expect(stage.status).toMatchObject({ phase: 'Scheduled', firings: { active: [name] } });
    expect(stage.status?.firings?.nextScheduleTime).toBeUndefined();

    stage.store.enter(name, 'Succeeded', '2026-01-05T10:00:05.000Z');
    stage.setClock('2026-01-05T10:00:06Z');
    expect(await stage.reconcile()).toBeUndefined();
    expect(stage.status).toMatchObject({ phase: 'Succeeded', completedAt: '2026-01-05T10:00:06.000Z' });
    expect(conditionsOf(stage)).toEqual(['Accepted=True Accepted', 'Complete=True StoppedEarly']);
  });

  test('has ended for good', async () => {
    const stage = stageAt('2026-01-05T09:00:30Z', { ...hourly, stop: true });
    await stage.reconcile();
    const { status } = stage;
    expect(status).toMatchObject({ phase: 'Succeeded', firings: { fired: 0 } });
    stage.edit({ stop: false });
    stage.setClock('2026-01-05T10:00:00Z');
    expect(await stage.reconcile()).toBeUndefined();
    expect(stage.status).toBe(status);
    expect(stage.store.everCreated).toEqual([]);
  });
});

describe('a template with a trigger', () => {
  test('counts what its occasions created, and keeps it for as long as the trigger counts it', async () => {
    const trigger = { nodeTermination: true, cooldown: '5m', maxPerDay: 10 };
    const stage = stageAt('2026-01-05T09:00:30Z', { trigger, failedRunsHistoryLimit: 1 });
    expect(await stage.reconcile()).toBe(600_000);
    const terminations = new NodeTerminations({
      store: stage.store,
      events: stage.events,
      clock: stage.clock,
      log: silentLog,
      matches: () => true,
    });
    for (const name of ['node-a', 'node-b', 'node-c'])
      await terminations.onNodeLeaving({ name, uid: `uid-${name}`, leavingAt: '2026-01-05T09:00:30Z' });
    stage.advance(1_000);
    await stage.reconcile();
    expect(stage.status).toMatchObject({ phase: 'Scheduled', firings: { fired: 3, missed: 0 } });
    expect(stage.status?.firings?.active).toEqual(stage.store.everCreated);
    for (const name of stage.store.everCreated) stage.store.enter(name, 'Failed');
    stage.advance(23 * 3_600_000);
    await stage.reconcile();
    expect(stage.store.children.size).toBe(3);
    stage.advance(2 * 3_600_000);
    await stage.reconcile();
    expect([...stage.store.children.keys()]).toEqual(stage.store.everCreated.slice(-1));
    expect(stage.status?.firings).toMatchObject({ fired: 3, active: [] });
  });
});
