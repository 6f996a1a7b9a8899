import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../faults/harness/wait-until.ts';
import type { ClusterFleet } from './harness/cluster-fleet.ts';
import { startClusterFleet } from './harness/start-cluster-fleet.ts';
import { pathOf, readPath } from './harness/toe-objects.ts';

let fleet: ClusterFleet;

beforeAll(async () => {
  const nodes = [
    { name: 'leaver', labels: { pool: 'spot' } },
    { name: 'stayer', labels: { pool: 'spot' } },
  ];
  fleet = await startClusterFleet({ coordinators: 1, nodes });
}, 120_000);

afterAll(() => fleet?.[Symbol.asyncDispose](), 60_000);

const snapshot = { name: 'node-snapshot', duration: '5s' };

async function listChildren(template: string): Promise<readonly unknown[]> {
  const { body } = await fleet.server.admin.send('GET', pathOf('PowerTool', 'oncall'));
  const items = readPath(body, 'items');
  if (!Array.isArray(items)) throw new Error('Cannot list the captures');
  return items.filter((item) => readPath(item, 'metadata', 'ownerReferences', 0, 'name') === template);
}

const firstChild = (template: string, timeoutMs: number): Promise<unknown> =>
  waitUntil(async () => (await listChildren(template))[0], {
    timeoutMs,
    what: `what "${template}" fires`,
    explain: () => fleet.readTails(),
  });

describe('a template on a real API server', () => {
  test('captures a node that is about to leave, once, and no other', async () => {
    await fleet.create('last-words', {
      tool: snapshot,
      targets: { nodeSelector: { matchLabels: { pool: 'spot' } } },
      trigger: { nodeTermination: true },
      reason: 'what was it that ended the node?',
    });
    await fleet.waitForPhase('last-words', ['Scheduled'], 20_000);
    const taints = [{ key: 'ToBeDeletedByClusterAutoscaler', value: '1', effect: 'NoSchedule' }];
    const taint = await fleet.server.admin.send('PATCH', '/api/v1/nodes/leaver', {
      contentType: 'application/merge-patch+json',
      body: { spec: { taints } },
    });
    expect(taint.status).toBe(200);
    const child = await firstChild('last-words', 20_000);
    expect(readPath(child, 'metadata', 'labels', 'toe.run/triggered-by')).toBe('last-words');
    expect(readPath(child, 'metadata', 'annotations', 'toe.run/requested-by')).toBe('tester');
    const status = await fleet.waitForPhase(
      String(readPath(child, 'metadata', 'name')),
      ['Succeeded'],
      60_000,
    );
    expect(status.artifacts.map(({ node }) => node)).toEqual(['leaver']);
    expect(await listChildren('last-words')).toHaveLength(1);
  }, 120_000);

  test('fires at the next minute, tells of it, and no more once it is stopped', async () => {
    await fleet.create('every-minute', {
      tool: snapshot,
      targets: { nodeNames: ['stayer'] },
      schedule: '* * * * *',
      timeZone: 'Europe/Berlin',
    });
    const child = await firstChild('every-minute', 75_000);
    const name = String(readPath(child, 'metadata', 'name'));
    expect(name).toMatch(/^every-minute-[0-9]{8}$/);
    expect(readPath(child, 'metadata', 'ownerReferences', 0, 'controller')).toBe(true);
    await fleet.waitForPhase(name, ['Succeeded'], 60_000);
    await fleet.waitForStatus('every-minute', ({ firings }) => firings?.fired === 1, 30_000);
    await fleet.patch('every-minute', { spec: { stop: true } });
    const { conditions } = await fleet.waitForPhase('every-minute', ['Succeeded'], 30_000);
    expect(conditions.find(({ type }) => type === 'Complete')).toMatchObject({ reason: 'StoppedEarly' });
  }, 200_000);
});
