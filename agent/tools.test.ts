import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Command } from '../shared/domain/command.ts';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { buildDefaultCommand } from '../test/builders/default-command.ts';

// These tests need root, cgroups and the tools themselves, which scripts/install-test-tools installs. All tools run
// side by side in one agent, each by its default config, hence with no right but those.
let stage: AgentStage;
beforeAll(async () => {
  stage = await AgentStage.make();
  await stage.startAgent();
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

let runs = 0;

function build(tool: string, line: string, changes: Partial<Command> = {}): Command {
  runs += 1;
  const args = line === '' ? [] : line.split(' ');
  return buildDefaultCommand({
    nodeUid: stage.nodeUid,
    tool,
    args,
    runUid: `run-${runs}`,
    durationMs: 3_000,
    concurrentPerNode: 8,
    ...changes,
  });
}

/** The first artifact as the coordinator has it. */
async function readFirst(command: Command): Promise<string> {
  const stored = await stage.readStored(command, command.outputs[0]?.name ?? '');
  return stored.toString('latin1');
}

const limitMs = 60_000;

// Lines that only a version may run that the grammar was written for.
it.concurrent.each<[tool: string, line: string, durationMs: number, holds: RegExp]>([
  ['perf', 'stat -a -i', 1_000, /cpu-clock.*\n(?:.*\n)*.*seconds time elapsed/],
  ['perf', 'stat -a -I 100', 1_000, /cpu-clock/],
  ['perf', 'stat -a -- sleep 1', 3_000, /seconds time elapsed/],
  ['perf', 'trace -a -s', 1_500, /Summary of events/],
  ['perf', 'sched record', 1_000, /^PERFILE2/],
  ['bpftrace', 'execsnoop', 4_000, /^Attaching 3 probes|^MS +PID/m],
  ['bpftrace', 'runqlat', 4_000, /@us:/],
  ['iostat', '-x -t', 3_000, /Device/],
  ['sar', '-u ALL', 3_000, /^Average:/m],
  ['sar', '-n DEV 1 2', 10_000, /^Average:.* lo /m],
  ['mpstat', '-P ALL -u', 3_000, /^Average: +all/m],
  ['vmstat', '-w -t', 3_000, /procs/],
  ['pidstat', '-u -d -r', 3_000, /^Average:/m],
  ['ss', '-t -a -n -p', 3_000, /LISTEN/],
  ['ss', '-s -n', 3_000, /^TCP:/m],
  ['ethtool', '-k lo', 3_000, /^Features for lo:/m],
])(
  '%s %s runs by its default config to its end',
  async (tool, line, durationMs, holds) => {
    const command = build(tool, line, { durationMs });
    await stage.prepare(command);
    stage.commit(command);
    const outcome = await stage.untilOutcome(command);
    expect(outcome).toMatchObject({ ending: 'succeeded', reason: '', message: '' });
    expect(outcome.artifacts[0]).toMatchObject({ complete: true, required: true });
    expect(await readFirst(command)).toMatch(holds);
  },
  limitMs,
);

it.concurrent(
  'tcpdump captures packets with the rights of its default config',
  async () => {
    const command = build('tcpdump', '-i lo -n udp port 9', { durationMs: 2_000 });
    await stage.prepare(command);
    stage.commit(command);
    await stage.untilState(command, 'running');
    const socket = createSocket('udp4');
    const sending = setInterval(() => socket.send('found by tcpdump', 9, '127.0.0.1'), 50);
    const outcome = await stage.untilOutcome(command);
    clearInterval(sending);
    socket.close();
    expect(outcome).toMatchObject({ ending: 'succeeded', reason: '', message: '' });
    expect(await readFirst(command)).toContain('found by tcpdump');
  },
  limitMs,
);

it.concurrent(
  'tcpdump does not start with a filter that cannot be compiled',
  async () => {
    const command = build('tcpdump', '-i any ether broadcast');
    stage.coordinator.send({ kind: 'prepare', command });
    expect(await stage.untilOutcome(command)).toMatchObject({
      ending: 'refused',
      reason: 'ArgumentRefused',
      message: expect.stringContaining('not a broadcast link'),
    });
  },
  limitMs,
);

it.concurrent(
  'ss in a state that no socket has says so with an empty file',
  async () => {
    const command = build('ss', '-H -w -n state time-wait');
    await stage.prepare(command);
    stage.commit(command);
    const outcome = await stage.untilOutcome(command);
    expect(outcome).toMatchObject({ ending: 'succeeded', message: '' });
    expect(outcome.artifacts[0]).toMatchObject({ complete: true, sizeBytes: 0 });
    expect(await readFirst(command)).toBe('');
  },
  limitMs,
);

it.concurrent(
  'ethtool fails where the device has nothing of what is asked',
  async () => {
    const command = build('ethtool', '-S lo');
    await stage.prepare(command);
    stage.commit(command);
    expect(await stage.untilOutcome(command)).toMatchObject({
      ending: 'failed',
      reason: 'ToolFailed',
      exitCode: 94,
      message: expect.stringContaining('no stats available'),
    });
  },
  limitMs,
);
