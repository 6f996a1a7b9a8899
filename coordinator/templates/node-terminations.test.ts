import { describe, expect, test } from 'vitest';
import { silentLog } from '../../shared/log.ts';
import { aTemplate } from '../../test/builders/template.ts';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { FakeEvents } from '../../test/fakes/fake-events.ts';
import { FakeTemplateStore } from '../../test/fakes/fake-template-store.ts';
import { NodeTerminations } from './node-terminations.ts';

const trigger = { nodeTermination: true, cooldown: '30m', maxPerDay: 3 };

function leaveOf(node: string, leavingAt = '2026-01-05T10:00:00Z') {
  return { name: node, uid: `uid-${node}`, leavingAt };
}

/** Two templates for nodes of blue, which are named so, one for all nodes, and one that only has a schedule. */
function start() {
  const store = new FakeTemplateStore();
  const blue = { nodeSelector: { matchLabels: { pool: 'blue' } } };
  store.templates.push(
    aTemplate({ trigger, targets: blue }, { name: 'blue-cpu' }),
    aTemplate({ trigger, targets: blue }, { name: 'blue-memory' }),
    aTemplate({ trigger }, { name: 'any' }),
    aTemplate({ schedule: '@hourly' }, { name: 'hourly' }),
    aTemplate({ trigger, suspend: true }, { name: 'suspended' }),
    aTemplate({ trigger, stop: true }, { name: 'stopped' }),
  );
  const events = new FakeEvents();
  const clock = new FakeClock();
  clock.nowUs = Date.parse('2026-01-05T10:00:01Z') * 1_000;
  const open = (): NodeTerminations =>
    new NodeTerminations({
      store,
      events,
      clock,
      log: silentLog,
      matches: (targets, node) => targets.allNodes === true || node.startsWith('blue'),
    });
  return { store, events, clock, open, terminations: open() };
}

const templatesOf = (store: FakeTemplateStore): readonly string[] =>
  [...store.children.values()].map(({ created }) => created.owner.name).toSorted();

describe('a node that leaves', () => {
  test('is captured by every template whose targets name it', async () => {
    const { store, terminations } = start();
    await terminations.onNodeLeaving(leaveOf('blue-1'));
    await terminations.onNodeLeaving(leaveOf('red-1'));
    expect(templatesOf(store)).toEqual(['any', 'any', 'blue-cpu', 'blue-memory']);
    const ofBlue = [...store.children.values()].find(({ created }) => created.owner.name === 'blue-cpu');
    expect(ofBlue?.spec).toMatchObject({ targets: { nodeNames: ['blue-1'] }, start: { leadTime: '100ms' } });
    expect(ofBlue?.created.labels).toEqual({ 'toe.run/triggered-by': 'blue-cpu' });
  });

  test('is captured once, however often that is told, also by another coordinator and before the store shows it', async () => {
    const { store, events, open, terminations } = start();
    store.isBlind = true;
    await Promise.all([1, 2, 3].map(() => terminations.onNodeLeaving(leaveOf('blue-1'))));
    await open().onNodeLeaving(leaveOf('blue-1'));
    store.isBlind = false;
    await open().onNodeLeaving(leaveOf('blue-1'));
    expect(store.everCreated).toHaveLength(3);
    expect(events.reasonsOf('any').filter((reason) => reason !== 'Fired')).toEqual([]);
  });

  test('is captured again when it leaves another time, after the cooldown', async () => {
    const { store, clock, events, terminations } = start();
    await terminations.onNodeLeaving(leaveOf('red-1'));
    clock.nowUs += 10 * 60_000 * 1_000;
    await terminations.onNodeLeaving(leaveOf('red-1', '2026-01-05T10:10:00Z'));
    expect(store.everCreated).toHaveLength(1);
    expect(events.reasonsOf('any')).toEqual(['Fired', 'OccasionSkipped']);
    clock.nowUs += 21 * 60_000 * 1_000;
    await terminations.onNodeLeaving(leaveOf('red-1', '2026-01-05T10:31:00Z'));
    expect(store.everCreated).toHaveLength(2);
  });
});

describe('of nodes that leave together', () => {
  test('no more are captured than a day may have, though the store does not show them yet', async () => {
    const { store, events, terminations } = start();
    store.isBlind = true;
    const nodes = ['red-1', 'red-2', 'red-3', 'red-4', 'red-5'];
    await Promise.all(nodes.map((node) => terminations.onNodeLeaving(leaveOf(node))));
    const captured = [...store.children.values()].map(({ spec }) => spec.targets.nodeNames?.[0]);
    expect(captured).toEqual(['red-1', 'red-2', 'red-3']);
    expect(events.reasonsOf('any')).toEqual([
      'Fired',
      'Fired',
      'Fired',
      'OccasionSkipped',
      'OccasionSkipped',
    ]);
  });

  test('a coordinator that starts anew counts those before', async () => {
    const { store, clock, open, terminations } = start();
    for (const node of ['red-1', 'red-2']) await terminations.onNodeLeaving(leaveOf(node));
    clock.nowUs += 3_600_000 * 1_000;
    const anew = open();
    for (const node of ['red-3', 'red-4']) await anew.onNodeLeaving(leaveOf(node));
    expect(store.everCreated).toHaveLength(3);
  });

  test('each is told apart by the instant of its capture', async () => {
    const { store, terminations } = start();
    await Promise.all(['red-1', 'red-2'].map((node) => terminations.onNodeLeaving(leaveOf(node))));
    const instants = [...store.children.values()].map(({ created }) => created.annotations);
    expect(new Set(instants.map((each) => each['toe.run/triggered-at'])).size).toBe(2);
  });
});

describe('where one capture cannot be created', () => {
  test('the other templates still fire, and the leave may be told again', async () => {
    const { store, terminations } = start();
    store.failNext = { what: 'create' };
    await expect(terminations.onNodeLeaving(leaveOf('blue-1'))).rejects.toThrow(
      'Cannot create every capture of node "blue-1", which leaves',
    );
    expect(templatesOf(store)).toEqual(['any', 'blue-memory']);
    await terminations.onNodeLeaving(leaveOf('blue-1'));
    expect(templatesOf(store)).toEqual(['any', 'blue-cpu', 'blue-memory']);
  });

  test('since its name is taken, the template is told', async () => {
    const { store, events, terminations, open } = start();
    await terminations.onNodeLeaving(leaveOf('red-1'));
    for (const name of store.everCreated) store.taken.add(name);
    store.children.clear();
    await open().onNodeLeaving(leaveOf('red-1'));
    expect(store.children.size).toBe(0);
    expect(events.reasonsOf('any')).toEqual(['Fired', 'FiringRefused']);
  });
});
