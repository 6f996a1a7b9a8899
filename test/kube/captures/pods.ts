import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { zstdDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { TargetPod } from '../../../shared/domain/command.ts';
import { readPackets, sendPacket } from '../../builders/packets.ts';
import { PodStage } from '../../builders/pod-stage.ts';
import { expectStatus } from '../harness/objects-as-users.ts';
import { readPath } from '../harness/toe-objects.ts';
import { aPerf, type CaptureStage, conditionOf } from './stage.ts';

const sleep = ['/usr/bin/sleep', '600'];
const args = ['record', '-F', '99', '-g', '-e', 'cpu-clock'];

/** A Pod object whose containers run, as far as the API server knows; what it is to an agent. */
async function createPod(
  stage: CaptureStage,
  pod: {
    readonly name: string;
    readonly app: string;
    readonly node: string;
    readonly containers: readonly string[];
  },
): Promise<TargetPod> {
  const { admin } = stage.fleet.server;
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod.name, labels: { app: pod.app } },
    spec: { nodeName: pod.node, containers: pod.containers.map((name) => ({ name, image: 'any' })) },
  };
  const created = await admin.send('POST', '/api/v1/namespaces/oncall/pods', { body });
  expectStatus(created, 201);
  const containers = pod.containers.map((name) => ({ name, id: randomBytes(32).toString('hex') }));
  const containerStatuses = containers.map(({ name, id }) => ({
    name,
    containerID: `containerd://${id}`,
    image: 'any',
    imageID: '',
    ready: true,
    restartCount: 0,
    state: { running: { startedAt: new Date().toISOString() } },
  }));
  const path = `/api/v1/namespaces/oncall/pods/${pod.name}/status`;
  const contentType = 'application/merge-patch+json';
  const status = { phase: 'Running', containerStatuses };
  expectStatus(await admin.send('PATCH', path, { contentType, body: { status } }), 200);
  const uid = String(readPath(created.body, 'metadata', 'uid'));
  return { namespace: 'oncall', name: pod.name, uid, containers };
}

export function pods(stage: () => CaptureStage): void {
  test('of pods by label it holds the processes of the named container and nothing else', async () => {
    await using made = await PodStage.make();
    const web = await createPod(stage(), {
      name: 'web-0',
      app: 'web',
      node: 'node-d',
      containers: ['app', 'proxy'],
    });
    const other = await createPod(stage(), { name: 'db-0', app: 'db', node: 'node-d', containers: ['app'] });
    const [app = '', proxy = ''] = web.containers.map(({ id }) => id);
    const busy = await made.startBusy(web, app, 'busy_in_app');
    await made.startBusy(web, proxy, 'busy_in_proxy');
    await made.startBusy(other, other.containers[0]?.id ?? '', 'busy_in_other');
    await stage().with(['node-d'], async () => {
      const targets = { labelSelector: { matchLabels: { app: 'web' } }, container: 'app' };
      const uid = await stage().fleet.create('of-pods', aPerf(targets, {}, args));
      const status = await stage().fleet.waitForPhase('of-pods', ['Succeeded'], 60_000);
      expect(status.nodes).toMatchObject({ matched: 1, selected: 1, verified: 1 });
      const [node] = (await stage().manifest(uid)).nodes;
      expect(node).toMatchObject({
        node: 'node-d',
        pods: [{ namespace: 'oncall', name: 'web-0', containers: [{ name: 'app', id: app }] }],
      });
      const key = node?.files.find(({ fileName }) => fileName === 'perf-script.txt.zst')?.receipt?.key ?? '';
      const script = zstdDecompressSync(await readFile(stage().stored(key))).toString();
      const samples = script.split('\n').filter((line) => line.includes('cpu-clock'));
      expect(samples.length).toBeGreaterThan(0);
      for (const line of samples) expect(line).toMatch(new RegExp(`^busy +${busy.pid}/${busy.pid} `));
      expect(script).toContain('busy_in_app');
      expect(script).not.toMatch(/busy_in_(proxy|other)/);
    });
  });

  test('of the network of a pod it has the packets of that network; of several pods of a node it has none', async () => {
    await using made = await PodStage.make();
    const names = { app: 'net', node: 'node-f', containers: ['app'] };
    const pod = await createPod(stage(), { ...names, name: 'net-0' });
    const { pid } = await made.startProgram(pod, pod.containers[0]?.id ?? '', sleep, 'own');
    const tool = { name: 'tcpdump', args: ['-i', 'any', 'udp', 'port', '9'], duration: '6s' };
    const targets = { labelSelector: { matchLabels: { app: 'net' } } };
    await stage().with(['node-f'], async () => {
      const uid = await stage().fleet.create('of-network', aPerf(targets, { tool }));
      let isOver = false;
      const ended = stage()
        .ended('of-network')
        .finally(() => {
          isOver = true;
        });
      while (!isOver) {
        sendPacket('self', 'of-the-node');
        sendPacket(pid, 'of-the-pod');
        await setTimeout(300);
      }
      expect(await ended).toMatchObject({ phase: 'Succeeded', nodes: { verified: 1 } });
      const [node] = (await stage().manifest(uid)).nodes;
      const key = node?.files.find(({ fileName }) => fileName === 'packets.pcap')?.receipt?.key ?? '';
      const packets = readPackets(await readFile(stage().stored(key)));
      expect(packets).toContain('of-the-pod');
      expect(packets).not.toContain('of-the-node');

      const second = await createPod(stage(), { ...names, name: 'net-1' });
      await made.startProgram(second, second.containers[0]?.id ?? '', sleep, 'own');
      await stage().fleet.create('of-networks', aPerf(targets, { tool }));
      expect(await stage().ended('of-networks')).toMatchObject({
        phase: 'Failed',
        failures: [{ node: 'node-f', reason: 'SeveralNetworks' }],
      });
    });
  });

  test('a container that a pod does not have is refused with those that it has', async () => {
    await createPod(stage(), { name: 'api-0', app: 'api', node: 'node-d', containers: ['app', 'proxy'] });
    const targets = { labelSelector: { matchLabels: { app: 'api' } }, container: 'sidecar' };
    await stage().fleet.create('no-container', aPerf(targets, {}, args));
    const status = await stage().ended('no-container', 15_000);
    expect(status.phase).toBe('Failed');
    expect(conditionOf(status, 'Complete')).toMatchObject({
      reason: 'ContainerNotFound',
      message: 'spec.targets.container: pod "oncall/api-0" has no container "sidecar": it has app, proxy',
    });
  });

  test('pods without a living process are refused by their node, by name', async () => {
    await createPod(stage(), { name: 'gone-0', app: 'gone', node: 'node-g', containers: ['app'] });
    const failurePolicy = { retries: 0 };
    await stage().with(['node-g'], async () => {
      const targets = { labelSelector: { matchLabels: { app: 'gone' } } };
      await stage().fleet.create('no-process', aPerf(targets, { failurePolicy }, args));
      const status = await stage().ended('no-process', 30_000);
      expect(status).toMatchObject({
        phase: 'Failed',
        failures: [
          { node: 'node-g', reason: 'TargetGone', message: expect.stringContaining('pod "oncall/gone-0"') },
        ],
      });
    });
  });
}
