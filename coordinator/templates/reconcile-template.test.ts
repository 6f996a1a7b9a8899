import { describe, expect, test } from 'vitest';
import { TemplateStage } from '../../test/builders/template-stage.ts';

const hourly = { schedule: '@hourly' };
const minuteMs = 60_000;

function stageAt(createdAt: string, fields: object = hourly): TemplateStage {
  return new TemplateStage(fields, createdAt);
}

describe('a template', () => {
  test('tells when it fires next, and is looked at then, or after ten minutes', async () => {
    const stage = stageAt('2026-01-05T09:00:30Z');
    expect(await stage.reconcile()).toBe(10 * minuteMs);
    expect(stage.status).toEqual({
      phase: 'Scheduled',
      conditions: [
        {
          type: 'Accepted',
          status: 'True',
          reason: 'Accepted',
          message: '',
          lastTransitionTime: '2026-01-05T09:00:30.000Z',
        },
      ],
      nodes: {
        matched: 0,
        selected: 0,
        running: 0,
        captured: 0,
        verified: 0,
        failed: 0,
        refused: 0,
        lost: 0,
        late: 0,
      },
      bytes: { captured: 0, stored: 0 },
      artifacts: [],
      failures: [],
      reports: [],
      firings: { nextScheduleTime: '2026-01-05T10:00:00.000Z', fired: 0, missed: 0, active: [] },
    });
    stage.setClock('2026-01-05T09:58:00Z');
    expect(await stage.reconcile()).toBe(2 * minuteMs);
  });

  test('creates a PowerTool for an instant, and tells of it', async () => {
    const stage = stageAt('2026-01-05T09:00:30Z');
    stage.setClock('2026-01-05T10:00:00Z');
    expect(await stage.reconcile()).toBe(15_000);
    const name = `nightly-${Date.parse('2026-01-05T10:00:00Z') / minuteMs}`;
    expect([...stage.store.children.keys()]).toEqual([name]);
    expect(stage.status?.firings).toEqual({
      lastScheduleTime: '2026-01-05T10:00:00.000Z',
      nextScheduleTime: '2026-01-05T11:00:00.000Z',
      fired: 1,
      missed: 0,
      active: [name],
    });
    expect(stage.events.recorded.map(({ event }) => event)).toEqual([
      { type: 'Normal', reason: 'Fired', message: `Created "${name}" for 2026-01-05T10:00:00.000Z` },
    ]);
  });

  test('tells of the last success, and writes nothing while nothing changes', async () => {
    const stage = stageAt('2026-01-05T09:00:30Z');
    stage.setClock('2026-01-05T10:00:00Z');
    await stage.reconcile();
    const [name = ''] = stage.store.everCreated;
    stage.store.enter(name, 'Succeeded', '2026-01-05T10:01:30.000Z');
    stage.setClock('2026-01-05T10:02:00Z');
    await stage.reconcile();
    expect(stage.status?.firings).toMatchObject({
      lastSuccessfulTime: '2026-01-05T10:01:30.000Z',
      active: [],
    });
    const { statusWrites } = stage.store;
    stage.advance(10 * minuteMs);
    await stage.reconcile();
    await stage.reconcile();
    expect(stage.store.statusWrites).toBe(statusWrites);
  });

  test('keeps as many ended ones as its limits say', async () => {
    const limits = { successfulRunsHistoryLimit: 2, failedRunsHistoryLimit: 1 };
    const stage = stageAt('2026-01-05T00:00:30Z', { ...hourly, ...limits });
    await stage.runUntil('2026-01-05T05:30:00Z');
    expect(stage.store.everCreated).toHaveLength(5);
    expect([...stage.store.children.keys()]).toEqual(stage.store.everCreated.slice(-2));
    for (const name of stage.store.children.keys()) stage.store.enter(name, 'Failed');
    await stage.reconcile();
    expect([...stage.store.children.keys()]).toEqual(stage.store.everCreated.slice(-1));
    expect(stage.status?.firings).toMatchObject({ fired: 5, missed: 0 });
  });

  test('of Replace stops what is under way, and creates the next one', async () => {
    const stage = stageAt('2026-01-05T09:00:30Z', { ...hourly, concurrencyPolicy: 'Replace' });
    await stage.runUntil('2026-01-05T11:00:00Z', 3 * 3_600_000);
    const [first = '', second = ''] = stage.store.everCreated;
    expect(stage.store.children.get(first)?.isStopRequested).toBe(true);
    expect(stage.store.children.get(second)?.isStopRequested).toBe(false);
    expect(stage.status?.firings?.active).toEqual([first, second]);
    expect(stage.events.reasonsOf('nightly')).toEqual(['Fired', 'FiringReplaced', 'Fired']);
  });

  test('lists 20 of those under way', async () => {
    const stage = stageAt('2026-01-05T00:00:30Z', { schedule: '* * * * *', concurrencyPolicy: 'Allow' });
    await stage.runUntil('2026-01-05T00:25:00Z', 3_600_000);
    expect(stage.status?.firings?.active).toEqual(stage.store.everCreated.slice(0, 20));
    expect(stage.status?.firings?.fired).toBe(25);
  });
});

describe('where the coordinator ends in the middle', () => {
  test('before the status is written, the next pass comes to the same', async () => {
    const stage = stageAt('2026-01-05T09:00:30Z');
    stage.setClock('2026-01-05T10:00:00Z');
    stage.store.failNext = { what: 'status' };
    await expect(stage.reconcile()).rejects.toThrow('failed at the status');
    expect(stage.events.recorded).toEqual([]);
    stage.advance(200);
    await stage.reconcile();
    expect(stage.fired).toEqual(['2026-01-05T10:00:00.000Z']);
    expect(stage.status?.firings).toMatchObject({ fired: 1, missed: 0 });
  });

  test('and the store does not show the child yet, it is not created twice', async () => {
    const stage = stageAt('2026-01-05T09:00:30Z');
    stage.setClock('2026-01-05T10:00:00Z');
    stage.store.failNext = { what: 'status' };
    await expect(stage.reconcile()).rejects.toThrow('failed at the status');
    stage.store.isBlind = true;
    await stage.reconcile();
    stage.store.isBlind = false;
    await stage.reconcile();
    expect(stage.fired).toEqual(['2026-01-05T10:00:00.000Z']);
    expect(stage.status?.firings).toMatchObject({ fired: 1, missed: 0 });
  });

  test('before anything is created, the instant fires in the next pass', async () => {
    const stage = stageAt('2026-01-05T09:00:30Z');
    stage.setClock('2026-01-05T10:00:00Z');
    stage.store.failNext = { what: 'create' };
    await expect(stage.reconcile()).rejects.toThrow('failed at the create');
    expect(stage.status).toBeUndefined();
    stage.advance(200);
    await stage.reconcile();
    expect(stage.fired).toEqual(['2026-01-05T10:00:00.000Z']);
  });

  test('and the template is gone, nothing is told or deleted', async () => {
    const stage = stageAt('2026-01-05T09:00:30Z', { ...hourly, successfulRunsHistoryLimit: 0 });
    await stage.runUntil('2026-01-05T10:00:30Z', 3_600_000);
    stage.store.enter(stage.store.everCreated[0] ?? '', 'Succeeded', '2026-01-05T10:01:00Z');
    stage.store.gone.add(stage.uid);
    const told = stage.events.recorded.length;
    expect(await stage.reconcile()).toBeUndefined();
    expect(stage.store.children.size).toBe(1);
    expect(stage.events.recorded).toHaveLength(told);
  });
});

describe('what cannot be created', () => {
  test('is missed, and told: another PowerTool has its name', async () => {
    const stage = stageAt('2026-01-05T09:00:30Z');
    stage.store.taken.add(`nightly-${Date.parse('2026-01-05T10:00:00Z') / minuteMs}`);
    stage.setClock('2026-01-05T10:00:00Z');
    await stage.reconcile();
    await stage.reconcile();
    expect(stage.status?.firings).toMatchObject({ fired: 0, missed: 1, active: [] });
    expect(stage.events.recorded.map(({ event }) => event.message)).toEqual([
      expect.stringMatching(/^Cannot create "nightly-\d+" for .*: another PowerTool has that name$/),
    ]);
  });

  test('is missed, and told: it is refused', async () => {
    const stage = stageAt('2026-01-05T09:00:30Z');
    stage.edit({ reason: 'x'.repeat(2_000) });
    stage.setClock('2026-01-05T10:00:00Z');
    await stage.reconcile();
    expect(stage.status?.firings).toMatchObject({ fired: 0, missed: 1 });
    expect(stage.events.recorded).toMatchObject([
      {
        event: {
          type: 'Warning',
          reason: 'FiringRefused',
          message: expect.stringContaining('spec.reason: is too long'),
        },
      },
    ]);
  });
});
