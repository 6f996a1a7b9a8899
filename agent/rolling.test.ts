import { execFileSync } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Command } from '../shared/domain/command.ts';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { buildDefaultCommand } from '../test/builders/default-command.ts';
import { startPackets } from '../test/faults/harness/packets.ts';

// Real tools, which scripts/install-test-tools installs, in real cgroups.
const patience = { timeout: 90_000, interval: 50 };
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });
let stage: AgentStage;
let packets: Awaited<ReturnType<typeof startPackets>>;
const open = new Set<Command>();

beforeAll(async () => {
  packets = await startPackets();
  stage = await AgentStage.make();
  await stage.startAgent();
});
afterEach(async () => {
  for (const command of open) await stop(command);
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await packets[Symbol.asyncDispose]();
});

let runs = 0;

async function start(tool: string, args: readonly string[]): Promise<Command> {
  runs += 1;
  const changes = { runUid: `run-${runs}`, durationMs: 600_000, rollingIntervalMs: 2_000 };
  const command = buildDefaultCommand({ nodeUid: stage.nodeUid, tool, args, ...changes });
  open.add(command);
  await stage.prepare(command);
  stage.commit(command);
  return command;
}

/** Patient: perf has the least of the CPU, and begins each segment with all processes of the node. */
async function untilReceipts(command: Command, ids: readonly string[]): Promise<void> {
  await vi.waitFor(() => {
    const have = new Set(stage.coordinator.receiptsOf(command.commandId));
    const missing = ids.filter((id) => !have.has(id));
    const ends = JSON.stringify(stage.coordinator.outcomesOf(command.commandId));
    if (missing.length > 0) throw new Error(`No receipt for ${missing.join(', ')}: ${ends}`);
  }, patience);
}

async function stop(command: Command) {
  open.delete(command);
  const { commandId } = command;
  stage.coordinator.send({ kind: 'stop', commandId, reason: 'StopRequested', message: '' });
  return await vi.waitFor(() => {
    const [outcome] = stage.coordinator.outcomesOf(commandId);
    if (outcome === undefined) throw new Error('No outcome');
    return outcome;
  }, patience);
}

function run(program: string, args: readonly string[]): Buffer {
  return execFileSync(program, args, { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 30 });
}

/** The text of all segments that the flame graph is made of. */
async function readText(command: Command): Promise<string> {
  const input = await stage.readStored(command, 'perf-script');
  return execFileSync('zstd', ['-dc'], { input, maxBuffer: 2 ** 30 }).toString();
}

function countSamples(text: string): number {
  return text.split('\n').filter((row) => / cpu-clock(?::k)?:/.test(row)).length;
}

const toPath = (command: Command, id: string): string =>
  join(stage.coordinator.directory, 'store/runs', command.runUid, 'node-1/1', id);

describe.each([
  {
    tool: 'tcpdump',
    line: () => ['-i', 'lo', 'udp', 'port', String(packets.port)],
    output: 'packets',
    read: (path: string) => run('tcpdump', ['-n', '-r', path]),
    keepsDelivered: false,
    countAgain: undefined,
    count: (bytes: Buffer) => bytes.length,
  },
  {
    tool: 'perf',
    // User space has symbols of many programs, which take long to read on a busy machine.
    line: () => ['record', '-a', '--all-kernel', '-F', '99', '-e', 'cpu-clock'],
    output: 'profile',
    read: (path: string) => run('perf', ['script', '-i', path]),
    keepsDelivered: true,
    countAgain: async (command: Command) => countSamples(await readText(command)),
    count: (bytes: Buffer) => countSamples(bytes.toString()),
  },
])('$tool', ({ tool, line, output, read, keepsDelivered, count, countAgain }) => {
  it('sends its segments while it runs, each readable by itself, all named in its outcome', async () => {
    const command = await start(tool, line());
    const early = ['0001', '0002'].map((number) => `${output}-${number}`);
    await untilReceipts(command, early);
    expect(stage.coordinator.outcomesOf(command.commandId)).toEqual([]);
    const segments = join(stage.spool, command.commandId, 'segments');
    await vi.waitFor(async () => {
      const there = (await readdir(segments)).some((name) => name.includes('-0001.'));
      if (there !== keepsDelivered) throw new Error(`The first segment is there: ${there}`);
    }, patience);

    const outcome = await stop(command);
    expect(outcome).toMatchObject({ ending: 'stoppedEarly', reason: 'StopRequested' });
    const sealed = outcome.artifacts.filter((artifact) => artifact.output === output);
    expect(sealed.map(({ segment }) => segment)).toEqual(sealed.map((_, at) => at + 1));
    expect(sealed.every(({ complete }) => complete)).toBe(true);
    await untilReceipts(
      command,
      outcome.artifacts.map(({ artifactId }) => artifactId),
    );
    for (const { artifactId, fileName, segment } of sealed) {
      expect(artifactId).toBe(`${output}-${String(segment).padStart(4, '0')}`);
      expect(fileName).toContain(`-${String(segment).padStart(4, '0')}.`);
    }
    expect(sealed.length).toBeGreaterThanOrEqual(3);
    const counts = sealed.map(({ artifactId }) => count(read(toPath(command, artifactId))));
    expect(Math.min(...counts.slice(0, -1))).toBeGreaterThan(0);
    const total = counts.reduce((sum, each) => sum + each, 0);
    expect((await countAgain?.(command)) ?? total).toBe(total);
    await stage.forget(command);
  });
});

it('takes nothing for a segment that is none of the run’s own files', async () => {
  const command = await start('tcpdump', ['-i', 'lo', 'udp', 'port', String(packets.port)]);
  const run = join(stage.spool, command.commandId, 'run');
  await stage.untilReceipts(command, ['packets-0001']);
  await writeFile(join(run, 'packets.pcap.x'), 'x');
  execFileSync('ln', ['-s', '/etc/passwd', join(run, 'packets.pcap.1')]);
  const outcome = await stop(command);
  const names = outcome.artifacts.map(({ fileName }) => fileName);
  expect(names.filter((name) => !/^packets-[0-9]{4}\.pcap$/.test(name))).toEqual(['node-snapshot.ndjson']);
  await stage.untilReceipts(
    command,
    outcome.artifacts.map(({ artifactId }) => artifactId),
  );
  for (const { artifactId } of outcome.artifacts)
    expect((await stage.readStored(command, artifactId)).includes('root:')).toBe(false);
});

it.each([
  ['a tool that makes no segments', 'vmstat', [], 1_000, 'its output cannot be rolled: it makes no segments'],
  ['another subcommand', 'perf', ['stat', '-a'], 1_000, 'since it is sent while the tool runs anyway'],
  ['parts of a second', 'tcpdump', ['-i', 'lo'], 1_500, 'the rolling interval is not of whole seconds'],
  ['too many', 'tcpdump', ['-i', 'lo'], 1_000, 'makes more than 1000 segments in 1h: give at least 4s'],
] as const)('refuses segments of %s', async (_what, tool, args, rollingIntervalMs, why) => {
  runs += 1;
  const durationMs = why.includes('1h') ? 3_600_000 : 60_000;
  const changes = { runUid: `run-${runs}`, durationMs, rollingIntervalMs };
  const command = buildDefaultCommand({ nodeUid: stage.nodeUid, tool, args, ...changes });
  stage.coordinator.send({ kind: 'prepare', command });
  const outcome = await stage.untilOutcome(command);
  expect(outcome).toMatchObject({ ending: 'refused', reason: 'CommandRefused' });
  expect(outcome.message).toContain(why);
});
