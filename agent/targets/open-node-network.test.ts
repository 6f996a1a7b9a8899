import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openNodeNetwork } from './open-node-network.ts';

const uid = '3f2b1c9e-54a1-4d7e-9a3e-8f5e2f1a0b4c';
const [agent, pause] = ['a', 'b'].map((letter) => letter.repeat(64)) as [string, string];
const inPod = (id: string, podUid = uid) => `0::/kubepods/burstable/pod${podUid}/${id}\n`;
const other = 'ffffffff-54a1-4d7e-9a3e-8f5e2f1a0b4c';

/** A /proc with the cgroups of process 1 and of this one, both in the network of this one. */
async function makeProc(first: string, own: string): Promise<string> {
  const proc = await mkdtemp(join(tmpdir(), 'toe-proc-'));
  onTestFinished(() => rm(proc, { recursive: true }));
  for (const [pid, cgroup] of Object.entries({ '1': first, self: own })) {
    await mkdir(join(proc, pid));
    await writeFile(join(proc, pid, 'cgroup'), cgroup);
    await symlink('/proc/self/net', join(proc, pid, 'net'));
  }
  return proc;
}

it.each([
  ["the node's, of a pod with hostPID", '0::/init.scope\n', inPod(agent)],
  ["the node's, which is a container of another pod", inPod(pause, other), inPod(agent)],
  ["the node's, in no pod", '0::/init.scope\n', '0::/system.slice/toe.service\n'],
])('in a pod, process 1 that is %s is the node', async (_what, first, own) => {
  const proc = await makeProc(first, own);
  expect(await openNodeNetwork(true, proc)).toEqual({ kind: 'opened', network: undefined });
});

it.each([
  ["the agent's own container's", inPod(agent)],
  ["the pause container's of its pod", inPod(pause)],
  ["the agent's own container's, in a node that is in a pod itself", inPod(pause, other) + inPod(agent)],
])('in a pod, process 1 that is %s is refused', async (_what, first) => {
  const proc = await makeProc(first, inPod(agent));
  expect(await openNodeNetwork(true, proc)).toMatchObject({
    reason: 'NetworkNotEntered',
    message: expect.stringContaining(
      "process 1 is of the agent's own pod, not of the node: the pod needs hostPID",
    ),
  });
});

it('standalone in a pod, the pod is the node', async () => {
  const proc = await makeProc(inPod(agent), inPod(agent));
  expect(await openNodeNetwork(false, proc)).toEqual({ kind: 'opened', network: undefined });
});

it('a /proc without process 1 is refused', async () => {
  expect(await openNodeNetwork(false, '/nowhere')).toMatchObject({
    kind: 'refused',
    reason: 'NetworkNotEntered',
    message: expect.stringContaining('the agent has to see process 1 (hostPID)'),
  });
});
