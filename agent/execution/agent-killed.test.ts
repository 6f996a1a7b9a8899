import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { detectCgroups } from '../../shared/cgroup/detect.ts';
import { findTcpdumps } from '../../test/builders/packets.ts';
import { PodStage } from '../../test/builders/pod-stage.ts';
import { compileToyTool, findProcesses, type ToyTool } from '../../test/builders/toy-tool.ts';

// These tests need root, cgroups, cc, unshare and tcpdump; they fail where one of them is missing.
const script = join(import.meta.dirname, '../../test/builders/agent-with-tool.ts');
const instance = `killed-${process.pid}`;
let toy: ToyTool;

beforeAll(async () => {
  toy = await compileToyTool();
});

afterAll(async () => {
  await toy[Symbol.asyncDispose]();
});

function startAgent(argument: string, startInMs: number): ChildProcessByStdio<null, Readable, null> {
  return startAgentWith(toy.path, argument, String(startInMs));
}

function startAgentWith(...args: readonly string[]): ChildProcessByStdio<null, Readable, null> {
  return spawn('node', [script, instance, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // It cannot remove its run's directory: that goes with the toy's.
    env: { ...process.env, TMPDIR: toy.directory },
  });
}

async function readUntil(stream: Readable, word: string): Promise<void> {
  for await (const line of createInterface({ input: stream })) if (line === word) return;
  throw new Error(`The agent ended before it said "${word}"`);
}

async function sweep(): Promise<readonly string[]> {
  const found = await detectCgroups({ instance });
  if (found.kind === 'unusable') throw new Error(found.message);
  const swept = await found.cgroups.sweep();
  await found.cgroups.close();
  return swept;
}

test('a tool dies with an agent that is killed outright, and the successor sweeps its cgroup', async () => {
  const agent = startAgent('ignore-sigterm', 0);
  await readUntil(agent.stdout, 'running');
  expect(await findProcesses(toy.path)).toHaveLength(1);
  agent.kill('SIGKILL');
  await once(agent, 'exit');
  await expect.poll(() => findProcesses(toy.path)).toStrictEqual([]);
  expect(await sweep()).toStrictEqual(['run-1']);
});

test('what a killed agent left as a daemon is killed by the sweep of its successor', async () => {
  const agent = startAgent('daemonise-and-stay', 0);
  await readUntil(agent.stdout, 'running');
  await expect.poll(() => findProcesses(toy.path)).toHaveLength(2);
  agent.kill('SIGKILL');
  await once(agent, 'exit');
  await expect.poll(() => findProcesses(toy.path)).toHaveLength(1);
  expect(await sweep()).toStrictEqual(['run-1']);
  expect(await findProcesses(toy.path)).toStrictEqual([]);
});

test('a tool that waits for its start never runs when the agent is killed', async () => {
  const agent = startAgent('wait', 600_000);
  await readUntil(agent.stdout, 'prepared');
  agent.kill('SIGKILL');
  await once(agent, 'exit');
  expect(await sweep()).toStrictEqual(['run-1']);
  expect(await findProcesses(toy.path)).toStrictEqual([]);
});

test('a tool in the network of a pod dies with the agent as well', async () => {
  await using pods = await PodStage.make();
  const pod = pods.makePod('web-0', ['app']);
  const { pid } = await pods.startProgram(pod, pod.containers[0]?.id ?? '', ['/usr/bin/sleep', '600'], 'own');
  const args = '-i lo -n -U -Z root -w packets.pcap';
  const agent = startAgentWith('/usr/bin/tcpdump', args, '0', String(pid));
  await readUntil(agent.stdout, 'running');
  expect(await findTcpdumps(pid)).toHaveLength(1);
  agent.kill('SIGKILL');
  await once(agent, 'exit');
  await expect.poll(() => findTcpdumps(pid)).toStrictEqual([]);
  expect(await sweep()).toStrictEqual(['run-1']);
});
