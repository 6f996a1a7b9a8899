import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Command, TargetPod } from '../shared/domain/command.ts';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { buildDefaultCommand } from '../test/builders/default-command.ts';
import { findTcpdumps, readPackets, sendPacket } from '../test/builders/packets.ts';
import { PodStage } from '../test/builders/pod-stage.ts';

// These tests need root, cgroups, unshare, ip, bash, tcpdump, ss and ethtool. All run side by side in one agent, which is
// in the network of this machine.
let stage: AgentStage;
let pods: PodStage;
beforeAll(async () => {
  stage = await AgentStage.make();
  pods = await PodStage.make();
  await stage.startAgent();
});
afterAll(async () => {
  await pods[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

const limitMs = 60_000;
const sleep = ['/usr/bin/sleep', '600'];
const listen =
  'my $s = IO::Socket::INET->new(Proto => "udp", LocalAddr => "127.0.0.1:4711") or die; sleep 600';
let runs = 0;

/** A pod with a process in each of its containers, all in one network. */
async function startPod(network: 'own' | 'host', containers: readonly string[] = ['app']) {
  runs += 1;
  const pod = pods.makePod(`web-${runs}`, containers);
  const [first, ...others] = pod.containers.map(({ id }) => id);
  const app = await pods.startProgram(pod, first ?? '', sleep, network);
  const rest = [];
  for (const id of others)
    rest.push(await pods.startProgram(pod, id, sleep, network === 'own' ? app : network));
  return { pod, app, rest };
}

function build(targets: readonly TargetPod[], tool: string, line: string, changes: Partial<Command> = {}) {
  runs += 1;
  const args = line.split(' ');
  return buildDefaultCommand({
    nodeUid: stage.nodeUid,
    runUid: `run-${runs}`,
    tool,
    args,
    durationMs: 20_000,
    concurrentPerNode: 16,
    pods: targets,
    ...changes,
  });
}

function stop({ commandId }: Command): void {
  stage.coordinator.send({ kind: 'stop', commandId, reason: 'StopRequested', message: 'That is enough' });
}

async function refuse(command: Command) {
  stage.coordinator.send({ kind: 'prepare', command });
  const outcome = await stage.untilOutcome(command);
  expect(outcome.ending).toBe('refused');
  return outcome;
}

/** Prepares and starts it, and waits until it is well under way. */
async function run(command: Command) {
  await stage.prepare(command);
  stage.commit(command);
  await stage.untilUnderWay(command);
}

/** The kernel hands packets over once a second. */
async function untilWritten({ commandId }: Command, text: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const packets = await readFile(join(stage.spool, commandId, 'run', 'packets.pcap'), 'latin1');
      if (!packets.includes(text)) throw new Error(`"${text}" was not captured`);
    },
    { timeout: 20_000 },
  );
}

it.concurrent(
  'tcpdump for a pod has the packets of the network of the pod, and no others',
  async () => {
    const { pod, app } = await startPod('own', ['app', 'proxy']);
    const neighbour = await startPod('own');
    const command = build([pod], 'tcpdump', '-i any udp port 9');
    await run(command);
    sendPacket('self', 'of-the-node');
    sendPacket(neighbour.app.pid, 'of-the-neighbour');
    sendPacket(app.pid, 'of-the-pod');
    await untilWritten(command, 'of-the-pod');
    stop(command);
    const outcome = await stage.untilOutcome(command);
    expect(outcome).toMatchObject({ ending: 'stoppedEarly', artifacts: [{ complete: true }, {}] });
    const packets = readPackets(await stage.readStored(command, 'packets'));
    expect(packets).toContain('of-the-pod');
    expect(packets).not.toMatch(/of-the-(node|neighbour)/);
  },
  limitMs,
);

it.concurrent(
  'a tool in the network of a pod has no descriptor of it, and no right but its own',
  async () => {
    const { pod, app } = await startPod('own');
    const command = build([pod], 'tcpdump', '-i lo');
    await run(command);
    const [pid = ''] = await findTcpdumps(app.pid);
    const descriptors = await readdir(`/proc/${pid}/fd`);
    const leads = await Promise.all(
      descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')),
    );
    expect(leads.filter((path) => path.startsWith('net:'))).toEqual([]);
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    // CAP_NET_RAW, CAP_NET_ADMIN, CAP_SETUID and CAP_SETGID; capabilities(7).
    const rights = (1n << 13n) | (1n << 12n) | (1n << 7n) | (1n << 6n);
    expect(BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1]}`) & ~rights).toBe(0n);
    stop(command);
    await stage.untilOutcome(command);
  },
  limitMs,
);

it.concurrent.each<[tool: string, line: string, holds: RegExp]>([
  ['ss', '-u -a -n', /127\.0\.0\.1:4711/],
  ['ethtool', '-k lo', /^Features for lo:/],
])(
  '%s %s shows the network of the pod',
  async (tool, line, holds) => {
    const { pod, app } = await startPod('own', ['app', 'server']);
    const server = ['/usr/bin/perl', '-MIO::Socket::INET', '-e', listen];
    await pods.startProgram(pod, pod.containers[1]?.id ?? '', server, app);
    const command = build([pod], tool, line);
    await stage.prepare(command);
    stage.commit(command);
    expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'succeeded', message: '' });
    const text = (await stage.readStored(command, command.outputs[0]?.name ?? '')).toString();
    expect(text).toMatch(holds);
  },
  limitMs,
);

it.concurrent(
  'the tool is stopped when the last process of the pod has ended, and its file is whole',
  async () => {
    const { pod, app, rest } = await startPod('own', ['app', 'pause']);
    const target = { ...pod, containers: pod.containers.slice(0, 1) };
    const command = build([target], 'tcpdump', '-i lo udp port 9', { durationMs: 600_000 });
    await run(command);
    sendPacket(app.pid, 'before-the-restart');
    await app.end();
    // The network is there as long as the pause container is, and a container may be restarted in it.
    const [pause] = rest;
    sendPacket(pause?.pid ?? 0, 'after-the-restart');
    await untilWritten(command, 'after-the-restart');
    const restarted = await pods.startProgram(pod, 'd'.repeat(64), sleep, pause);
    await pause?.end();
    // Long enough for the agent to see more than once that those of the start are gone.
    for (const text of ['first-of-the-new', 'second-of-the-new', 'third-of-the-new']) {
      sendPacket(restarted.pid, text);
      await untilWritten(command, text);
    }
    await restarted.end();
    const outcome = await stage.untilOutcome(command);
    expect(outcome).toMatchObject({
      ending: 'targetGone',
      reason: 'TargetGone',
      message: expect.stringMatching(/^Every process of the pods had ended .* before the 10m were over$/),
      artifacts: [{ artifactId: 'packets', complete: true }, {}],
    });
    const packets = readPackets(await stage.readStored(command, 'packets'));
    expect(packets).toMatch(/before-the-restart(?:.|\n)*after-the-restart(?:.|\n)*third-of-the-new/);
  },
  limitMs,
);

it.concurrent.each<[what: string, line: string, reason: string, says: string]>([
  ['a device of the node', '-i eth0', 'ArgumentRefused', 'allowed is one of lo, any'],
  ['what is no device', '-i usbmon1', 'ArgumentRefused', 'allowed is one of lo, any'],
])(
  '%s is refused for a pod, with the devices that it has',
  async (_what, line, reason, says) => {
    const { pod } = await startPod('own');
    expect(await refuse(build([pod], 'tcpdump', line))).toMatchObject({
      reason,
      message: expect.stringContaining(says),
    });
  },
  limitMs,
);

it.concurrent(
  'a pod that uses the network of the node is refused, since all of that would be seen',
  async () => {
    const { pod } = await startPod('host');
    expect(await refuse(build([pod], 'tcpdump', '-i lo'))).toMatchObject({
      reason: 'HostNetwork',
      message: expect.stringContaining('hostNetwork'),
    });
  },
  limitMs,
);

it.concurrent(
  'two pods are refused, since their networks are two',
  async () => {
    const targets = [(await startPod('own')).pod, (await startPod('own')).pod];
    expect(await refuse(build(targets, 'tcpdump', '-i lo'))).toMatchObject({
      reason: 'SeveralNetworks',
      message: expect.stringContaining('it sees the network of one pod, and 2 pods of this node are targets'),
    });
  },
  limitMs,
);

it.concurrent(
  'a pod without a process is refused, and one that ended before the start starts nothing',
  async () => {
    const { pod, app } = await startPod('own');
    const command = build([pod], 'tcpdump', '-i lo');
    await stage.prepare(command);
    await app.end();
    stage.commit(command);
    expect(await stage.untilOutcome(command)).toMatchObject({
      ending: 'targetGone',
      startedMonotonicUs: 0,
      artifacts: [],
    });
    expect(await refuse(build([pod], 'tcpdump', '-i lo'))).toMatchObject({ reason: 'TargetGone' });
  },
  limitMs,
);
