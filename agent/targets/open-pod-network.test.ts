import { readdir, readlink } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { PodStage } from '../../test/builders/pod-stage.ts';
import { findPodProcesses, type TargetProcess } from './find-pod-processes.ts';
import { openPodNetwork } from './open-pod-network.ts';

// These tests need root, cgroups, unshare and ip; they fail where one of them is missing.
const sleep = ['/usr/bin/sleep', '600'];

async function countNamespaces(): Promise<number> {
  const descriptors = await readdir('/proc/self/fd');
  const leads = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return leads.filter((path) => path.startsWith('net:')).length;
}

/** A pod whose first process is in the network of the pod, and whose second one made another. */
async function startPod(pods: PodStage): Promise<readonly TargetProcess[]> {
  const pod = pods.makePod('web-0', ['app']);
  const [id = ''] = pod.containers.map((container) => container.id);
  await pods.startProgram(pod, id, sleep, 'own');
  await pods.startProgram(pod, id, sleep, 'own');
  const { processes } = await findPodProcesses([pod]);
  return processes.toSorted((a, b) => b.startTicks - a.startTicks);
}

it('opens the network of the oldest process, with its devices', async () => {
  await using pods = await PodStage.make();
  const processes = await startPod(pods);
  const opened = await openPodNetwork(processes);
  if (opened.kind === 'refused') throw new Error(opened.message);
  const network = await readlink(`/proc/self/fd/${opened.network.fd.fd}`);
  expect(network).toBe(await readlink(`/proc/${processes.at(-1)?.pid}/ns/net`));
  expect(network).not.toBe(await readlink(`/proc/${processes[0]?.pid}/ns/net`));
  expect(opened.devices).toEqual(new Set(['lo', 'any']));
  await opened.network.close();
});

it('opens nothing through a process that has the pid of another one now', async () => {
  await using pods = await PodStage.make();
  const before = await countNamespaces();
  const processes = (await startPod(pods)).map(({ pid }) => ({ pid, startTicks: 1 }));
  expect(await openPodNetwork(processes)).toMatchObject({
    kind: 'refused',
    reason: 'TargetGone',
    message: expect.stringMatching(/^Cannot enter the network of the pod: process [0-9]+ ended or changed/),
  });
  expect(await countNamespaces()).toBe(before);
});

it('says so when no process is left', async () => {
  expect(await openPodNetwork([])).toMatchObject({
    reason: 'TargetGone',
    message: 'Cannot enter the network of the pod: every process of it has ended',
  });
  const never = { pid: 4_194_304, startTicks: 1 };
  expect(await openPodNetwork([never])).toMatchObject({ reason: 'TargetGone' });
});
