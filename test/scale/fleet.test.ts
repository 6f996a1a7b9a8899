import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Plan } from '../../coordinator/planning/plan.ts';
import type { Manifest } from '../../coordinator/reconcile/manifest.ts';
import type { Phase, PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import { waitUntil } from '../faults/harness/wait-until.ts';
import { createNode } from '../kube/harness/cluster-objects.ts';
import { type CaptureRequests, requestsFor } from './capture-requests.ts';
import { ScaleStage, zoneLabel } from './scale-stage.ts';
import { CaptureWatch } from './watch-capture.ts';

const agents = 200;
const maxStatusBytes = 64 * 1024;
const gone = Array.from({ length: 10 }, (_, index) => `gone-${index}`);
const live = { nodeSelector: { matchLabels: { pool: 'live' } } };
const tool = { name: 'node-snapshot', duration: '5s' };
// Long enough for what has to be written before the start, also where others use the machine.
const start = { leadTime: '2s' };

let stage: ScaleStage;
const watches = new Map<string, CaptureWatch>();

/** All of them at once: each runs beside the others. */
const captures: ReadonlyMap<string, object> = new Map<string, object>([
  ['few', { tool, start, targets: { ...live, sample: { maxNodes: 20 } } }],
  ['many', { tool, start, targets: live }],
  ['spread', { tool, start, targets: { ...live, sample: { maxNodes: 30, spreadBy: zoneLabel } } }],
  ['waves', { tool, start, targets: live, budgets: { maxConcurrentNodes: 50 } }],
  ['all', { tool, start, targets: { allNodes: true } }],
]);

beforeAll(async () => {
  stage = await ScaleStage.start({
    agents,
    behaviour: { prepareMs: 20, fileBytes: 4_096 },
    oneFileIn: 100,
    coordinatorEnvironment: { TOE_SETTLE_MS: '1000' },
  });
  for (const name of gone) {
    await createNode(stage.fleet.server.admin, name);
    const status = {
      conditions: [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: '' }],
    };
    const contentType = 'application/merge-patch+json';
    const path = `/api/v1/nodes/${name}/status`;
    await stage.fleet.server.admin.send('PATCH', path, { contentType, body: { status } });
  }
  await stage.connect(60_000);
  for (const [name, spec] of captures) {
    watches.set(name, new CaptureWatch(stage.fleet.server, name));
    await stage.fleet.create(name, spec);
  }
}, 120_000);

afterAll(async () => {
  for (const watch of watches.values()) watch[Symbol.dispose]();
  await stage?.[Symbol.asyncDispose]();
}, 60_000);

async function end(name: string, phase: Phase): Promise<PowerToolStatus> {
  return await stage.fleet.waitForPhase(name, [phase], 60_000);
}

/** When all Events of an ended capture have been told and its finalizer is gone. */
async function readRequests(name: string): Promise<CaptureRequests> {
  return await waitUntil(
    async () => {
      const requests = requestsFor(name, await stage.audit.read(0));
      const count = (wanted: string): number => requests.writes.filter((write) => write === wanted).length;
      return count('create events') >= 4 && count('patch powertools') >= 2 ? requests : undefined;
    },
    { timeoutMs: 10_000, what: `the last requests for "${name}"` },
  );
}

async function readDocument<Document>(name: string, document: string): Promise<Document> {
  const uid = (await stage.fleet.read(name))?.uid ?? '';
  return JSON.parse(await readFile(join(stage.fleet.storeDirectory, 'runs', uid, document), 'utf8'));
}

describe('a coordinator of 200 agents', () => {
  test('captures all of them, and its status stays small all the way', async () => {
    const status = await end('many', 'Succeeded');
    expect(status.nodes).toMatchObject({ selected: agents, captured: agents, verified: agents });
    expect(status.artifacts.map(({ node }) => node)).toEqual(
      stage.nodes.filter(({ leavesOptional }) => leavesOptional).map(({ name }) => name),
    );
    const sizes = watches.get('many')?.sizes ?? [];
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(maxStatusBytes);
  }, 90_000);

  test('asks the API server no more for 200 nodes than for 20', async () => {
    await Promise.all([end('few', 'Succeeded'), end('many', 'Succeeded')]);
    const [few, many] = await Promise.all([readRequests('few'), readRequests('many')]);
    expect(many.reads).toEqual(few.reads);
    // How often the status is written depends on how long it takes, and not on anything else.
    const others = ({ writes }: CaptureRequests): readonly string[] =>
      writes.filter((write) => write !== 'patch powertools/status').toSorted();
    expect(others(many)).toEqual(others(few));
    expect(many.writes.length).toBeLessThanOrEqual(20);
  }, 90_000);

  test('draws a sample evenly from the zones', async () => {
    const status = await end('spread', 'Succeeded');
    expect(status.nodes).toMatchObject({ matched: agents, selected: 30, verified: 30 });
    const plan = await readDocument<Plan>('spread', 'plan.json');
    const zoneOf = new Map(stage.nodes.map(({ name }, index) => [name, index % 3]));
    const zones = Map.groupBy(plan.nodes, ({ name }) => zoneOf.get(name));
    expect([...zones.values()].map((nodes) => nodes.length)).toEqual([10, 10, 10]);
  }, 90_000);

  test('captures 50 at a time where no more may run at once', async () => {
    const status = await end('waves', 'Succeeded');
    expect(status.nodes).toMatchObject({ selected: agents, verified: agents });
    const manifest = await readDocument<Manifest>('waves', 'manifest.json');
    const waves = Map.groupBy(manifest.nodes, ({ wave }) => wave);
    expect([...waves].map(([wave, nodes]) => [wave, nodes.length])).toEqual([
      [0, 50],
      [1, 50],
      [2, 50],
      [3, 50],
    ]);
    const [first = 0, ...others] = manifest.startsAtUnixUs;
    const gapsUs = others.map((startUs, index) => startUs - (manifest.startsAtUnixUs[index] ?? first));
    expect(gapsUs.map((gapUs) => gapUs >= 5_000_000)).toEqual([true, true, true]);
  }, 90_000);

  test('names the nodes that it cannot reach, and captures the others', async () => {
    const status = await end('all', 'PartiallySucceeded');
    expect(status.nodes).toMatchObject({ selected: agents + gone.length, verified: agents });
    expect(status.failures.map(({ node }) => node)).toEqual(gone);
    for (const { reason, message } of status.failures)
      expect
        .soft(`${reason}: ${message}`)
        .toBe('NodeNotConnected: No agent of this node is connected; the node is not ready');
    expect(Math.max(...(watches.get('all')?.sizes ?? []))).toBeLessThanOrEqual(maxStatusBytes);
  }, 90_000);
});
