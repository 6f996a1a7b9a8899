import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { ClusterStage } from '../builders/cluster-stage.ts';
import type { ToeProcess } from '../builders/toe-process.ts';
import type { FakeCaptureService } from '../fakes/fake-capture-service.ts';
import { readPath } from '../kube/harness/toe-objects.ts';

let stage: ClusterStage;

beforeAll(async () => {
  stage = await ClusterStage.start();
});

afterAll(() => stage?.[Symbol.asyncDispose]());
afterEach(() => stage.clear());

const patience = { timeout: 15_000, interval: 50 };
const capture = (...args: readonly string[]): ToeProcess =>
  stage.toe('capture', 'perf', '--name', 'c1', '--no-download', ...args);

const untilWatched = async (service: FakeCaptureService): Promise<void> => {
  await vi.waitFor(() => expect(service.watchCount).toBe(1), patience);
};

describe('toe in a cluster', () => {
  test('reads from the coordinator through a port-forward of its own, as the person of the kubeconfig', async () => {
    const service = await stage.addPod('toe-coordinator-a');
    const nodes = stage.toe('nodes', '--verbose');
    expect(await nodes.ended).toBe(0);
    expect(nodes.stdout()).toContain('node-1  yes');
    expect(nodes.stderr()).toBe(`Using context "ctx" (${stage.front.url}), namespace "oncall"\n`);
    const authorization = `Bearer ${stage.engineerToken}`;
    expect(service.authorizations).toEqual([authorization]);
    expect(stage.front.asked).toEqual([
      { namespace: 'toe-system', pod: 'toe-coordinator-a', port: 7443, authorization },
    ]);
  });

  test.each([
    ['toe-coordinator-b_5d1c 10.1.2.3:7444', 'toe-coordinator-b'],
    ['toe-coordinator-bb 10.1.2.3:7444', 'toe-coordinator-bb'],
    ['gone-with-the-wind 10.1.2.3:7444', 'toe-coordinator-a'],
  ])('calls the pod of the leader where "%s" leads: %s', async (holder, expected) => {
    for (const pod of ['toe-coordinator-a', 'toe-coordinator-b', 'toe-coordinator-bb'])
      await stage.addPod(pod);
    await stage.setLeader(holder);
    expect(await stage.toe('tools').ended).toBe(0);
    expect(stage.front.asked.map(({ pod }) => pod)).toEqual([expected]);
  });

  test('writes the PowerTool itself, waits until the coordinator knows it, and downloads what it left', async () => {
    const service = await stage.addPod('toe-coordinator-a');
    const profile = randomBytes(3_000_000);
    service.putFile('node-1', 'perf.data', profile);
    const out = join(stage.folder, 'out');
    const args = ['--output', out, '--reason', 'p99', '--', 'record', '-F', '99'];
    const line = stage.toe('capture', 'perf', '--name', 'c1', ...args);
    await vi.waitFor(() => expect(service.reads).toBeGreaterThan(1), patience);
    await stage.adopt('c1', service);
    await untilWatched(service);
    service.advance('c1', 'Succeeded', [{ node: 'node-1', state: 'verified' }]);
    expect(await line.ended).toBe(0);
    expect(await readFile(join(out, 'c1', 'node-1', 'perf.data'))).toEqual(profile);
    const { body } = await stage.read('c1');
    expect(readPath(body, 'spec')).toMatchObject({
      tool: { name: 'perf', args: ['record', '-F', '99'], duration: '10s' },
      targets: { nodeNames: ['node-1'] },
      reason: 'p99',
    });
    expect(readPath(body, 'metadata', 'managedFields', 0, 'manager')).toBe('toe');
  });

  test('lets the API server make the name', async () => {
    const service = await stage.addPod('toe-coordinator-a');
    const line = stage.toe('capture', 'perf', '--detach');
    await vi.waitFor(() => expect(service.reads).toBeGreaterThan(0), patience);
    const { body } = await stage.server.admin.send(
      'GET',
      '/apis/toe.run/v1alpha1/namespaces/oncall/powertools',
    );
    const name = String(readPath(body, 'items', 0, 'metadata', 'name'));
    expect(name).toMatch(/^perf-[a-z0-9]{5}$/);
    await stage.adopt(name, service);
    expect(await line.ended).toBe(0);
    expect(line.stdout()).toBe(`${name}\n`);
  });

  test('takes no earlier capture of the same name for the one it made', async () => {
    const service = await stage.addPod('toe-coordinator-a');
    service.adopt({ namespace: 'oncall', name: 'c1', uid: 'earlier', spec: {} }, 'Succeeded');
    const line = capture();
    await vi.waitFor(() => expect(service.reads).toBeGreaterThan(1), patience);
    await stage.adopt('c1', service);
    await untilWatched(service);
    service.advance('c1', 'Failed');
    expect(await line.ended).toBe(1);
  });

  test('says that it is made where the coordinator does not get to know it', async () => {
    await stage.addPod('toe-coordinator-a');
    const line = capture();
    expect(await line.ended).toBe(1);
    expect(line.stderr()).toContain(
      'Cannot follow capture "c1", which is created: the coordinator does not know it after 10 s\nNext: toe watch c1, toe get c1\n',
    );
    expect((await stage.read('c1')).status).toBe(200);
  });

  test('calls as a service account where that is asked for, and writes as the person', async () => {
    const service = await stage.addPod('toe-coordinator-a');
    const line = stage.toe('nodes', '--as-service-account', 'toe-system/helper');
    expect(await line.ended).toBe(0);
    const [, claims = ''] = (service.authorizations[0] ?? '').split('.');
    const { sub, exp, iat } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    expect([sub, exp - iat]).toEqual(['system:serviceaccount:toe-system:helper', 600]);
    expect(stage.front.asked[0]?.authorization).toBe(`Bearer ${stage.engineerToken}`);
    const other = stage.toe('nodes', '--as-service-account', 'toe-system/nobody');
    expect(await other.ended).toBe(1);
    expect(other.stderr()).toContain(
      'Cannot get a token of service account "nobody" in namespace "toe-system"',
    );
    const wrong = stage.toe('nodes', '--as-service-account', 'helper');
    expect(await wrong.ended).toBe(2);
    expect(wrong.stderr()).toContain('write it as toe-system/oncall');
  });
});

describe('a capture whose coordinator goes away', () => {
  test('is followed by way of the next one to its end', async () => {
    const first = await stage.addPod('toe-coordinator-a');
    const second = await stage.addPod('toe-coordinator-b');
    await stage.setLeader('toe-coordinator-a 10.1.2.3:7444');
    const line = capture();
    await stage.adopt('c1', first);
    await stage.adopt('c1', second);
    await untilWatched(first);
    await stage.removePod('toe-coordinator-a');
    await untilWatched(second);
    second.advance('c1', 'Succeeded', [{ node: 'node-1', state: 'verified' }]);
    expect(await line.ended).toBe(0);
    expect(line.stderr().match(/Lost the coordinator; capture "c1" goes on; reconnecting\n/g)).toHaveLength(
      1,
    );
    expect(line.stderr()).toContain('c1: Succeeded');
  });

  test('is stopped by Ctrl-C all the same', async () => {
    const first = await stage.addPod('toe-coordinator-a');
    const line = capture();
    await stage.adopt('c1', first);
    await untilWatched(first);
    await stage.removePod('toe-coordinator-a');
    await vi.waitFor(() => expect(line.stderr()).toContain('Lost the coordinator'), patience);
    line.child.kill('SIGINT');
    await vi.waitFor(
      async () => expect(readPath((await stage.read('c1')).body, 'spec', 'stop')).toBe(true),
      patience,
    );
    const second = await stage.addPod('toe-coordinator-b');
    await stage.adopt('c1', second);
    await untilWatched(second);
    second.advance('c1', 'Succeeded', [{ node: 'node-1', state: 'verified' }]);
    expect(await line.ended).toBe(130);
  });
});
