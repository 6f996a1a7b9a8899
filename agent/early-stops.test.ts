import { createSocket } from 'node:dgram';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Command } from '../shared/domain/command.ts';
import type { Outcome } from '../shared/domain/outcome.ts';
import { compilePrograms, hasJdk, type Programs } from '../test/argv/targets.ts';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { findWorkingIn } from '../test/builders/aperfs.ts';
import { buildDefaultCommand } from '../test/builders/default-command.ts';
import { PodStage } from '../test/builders/pod-stage.ts';
import { type StopCase, stopCases } from '../test/builders/stop-cases.ts';
import { toStopRow } from '../test/builders/stop-table.ts';
import { measureOutput } from './execution/measure-output.ts';

// These tests need root, cgroups, cc, unshare and the tools themselves, which scripts/install-test-tools installs. All
// tools run side by side in one agent, each by its default config. With TOE_STOPS=all they run one after the other,
// are killed once as well, and the table of docs/tools.md is printed.
const isTable = process.env.TOE_STOPS === 'all';
const limitMs = 120_000;
const patience = { timeout: limitMs - 5_000, interval: 20 };
const mebibyte = 1 << 20;
const table: string[] = [];
const cleanUp = new AsyncDisposableStack();
let runs = 0;
let stage: AgentStage;
let pods: PodStage;
let programs: Programs;
let packet = 'some text';

beforeAll(async () => {
  programs = cleanUp.use(await compilePrograms());
  stage = cleanUp.use(await AgentStage.make());
  pods = cleanUp.use(await PodStage.make());
  await stage.startAgent();
  const socket = createSocket('udp4');
  const sending = setInterval(() => socket.send(packet, 9, '127.0.0.1'), 5);
  cleanUp.defer(() => {
    clearInterval(sending);
    socket.close();
  });
});
afterAll(async () => {
  await cleanUp.disposeAsync();
  if (table.length > 0) process.stdout.write(`${table.join('\n')}\n`);
});

async function build({ tool, line, on }: StopCase, changes: Partial<Command> = {}): Promise<Command> {
  runs += 1;
  const runUid = `run-${runs}`;
  const usual = { durationMs: 60_000, concurrentPerNode: 16, runUid };
  const args = line === '' ? [] : line.split(' ');
  const { nodeUid } = stage;
  if (on === 'node') return buildDefaultCommand({ nodeUid, tool, args, ...usual, ...changes });
  const pod = pods.makePod(`web-${runs}`, ['app']);
  await pods.startProgram(pod, pod.containers[0]?.id ?? '', programs.toTarget(tool));
  return buildDefaultCommand({ nodeUid, tool, args, ...usual, pods: [pod], ...changes });
}

async function start(command: Command): Promise<void> {
  await stage.prepare(command);
  stage.commit(command);
}

/** Past its start, however long that takes on a busy machine. */
async function untilUnderWay(each: StopCase, command: Command): Promise<void> {
  const directory = join(stage.spool, command.commandId, 'run');
  const files = command.outputs.map(({ path }) => path);
  const countTold = (): number => stage.coordinator.statesOf(command.commandId).length;
  await stage.untilState(command, 'running');
  if (each.writesAtOnce)
    await vi.waitFor(async () => expect(await measureOutput(directory, files)).toBeGreaterThan(0), patience);
  // Progress is told once a second; averages are of a whole interval, which a busy machine begins late.
  const seconds = each.reader.name === 'averages at the end' ? 4 : 2;
  const told = countTold();
  await vi.waitFor(() => expect(countTold()).toBeGreaterThanOrEqual(told + seconds), patience);
}

async function untilOutcome({ commandId }: Command): Promise<Outcome> {
  return await vi.waitFor(() => {
    const [outcome] = stage.coordinator.outcomesOf(commandId);
    if (outcome === undefined) throw new Error('No outcome');
    return outcome;
  }, patience);
}

/** What the case's reader says of the first stored file. */
async function readStored({ reader }: StopCase, command: Command): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'toe-stopped-'));
  try {
    const path = join(folder, command.outputs[0]?.path ?? '');
    await writeFile(path, await stage.readStored(command, command.outputs[0]?.name ?? ''));
    return await reader.read(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Stops a run that is under way; says how long it took from then to its end. */
async function stopEarly(
  each: StopCase,
  command: Command,
): Promise<{ readonly outcome: Outcome; readonly flushMs: number }> {
  await start(command);
  await untilUnderWay(each, command);
  const { commandId } = command;
  const stoppedUnixMs = Date.now();
  stage.coordinator.send({ kind: 'stop', commandId, reason: 'StopRequested', message: 'enough' });
  const outcome = await untilOutcome(command);
  return { outcome, flushMs: outcome.endedUnixUs / 1_000 - stoppedUnixMs };
}

/** What is left of the file where everything of the run is killed instead. */
async function killEarly(each: StopCase): Promise<string> {
  const command = await build(each);
  await start(command);
  await untilUnderWay(each, command);
  const pids = await findWorkingIn(join(stage.spool, command.commandId, 'run'));
  for (const pid of pids) process.kill(Number(pid), 'SIGKILL');
  const outcome = await untilOutcome(command);
  const [artifact] = outcome.artifacts;
  if (artifact === undefined || artifact.output !== command.outputs[0]?.name) return 'no file';
  if (artifact.sizeBytes === 0) return 'an empty file';
  if (!artifact.complete) return artifact.problem.replace(/^File ".*" /, '');
  return each.holds.test(await readStored(each, command)) ? 'whole lines' : 'whole lines, its end is lost';
}

// Without a JDK there is no jcmd either.
const cases = stopCases.filter(({ tool }) => tool !== 'jcmd' || hasJdk());

it.each(cases)(
  '$tool $line leaves a whole file where it ends early',
  { concurrent: !isTable, timeout: limitMs },
  async (each) => {
    const command = await build(each);
    const ending = each.ends === 'stopped' ? 'stoppedEarly' : 'succeeded';
    if (each.ends === 'itself') await start(command);
    const { outcome, flushMs } =
      each.ends === 'itself'
        ? { outcome: await untilOutcome(command), flushMs: undefined }
        : await stopEarly(each, command);
    expect(outcome).toMatchObject({ ending, message: ending === 'stoppedEarly' ? 'enough' : '' });
    const [artifact] = outcome.artifacts;
    expect(artifact).toMatchObject({ complete: true, problem: '', required: true });
    expect(each.holds.exec(await readStored(each, command))).not.toBeNull();
    if (!isTable) return;
    const isKillable = each.ends === 'stopped' && each.tool !== 'node-snapshot';
    const killed = isKillable ? await killEarly(each) : undefined;
    table.push(
      toStopRow(each, { flushMs, killed, graceMs: command.graceMs, mediaType: artifact?.mediaType ?? '' }),
    );
  },
);

it.concurrent.each([
  // Few samples, each with much of a stack, so that perf script has little to do.
  ['perf', 'record -F 199 -e cpu-clock --call-graph dwarf,16384', 'pod', 16],
  ['tcpdump', '-i lo -n udp port 9', 'node', 8],
])(
  '%s %s at its output cap is stopped in time, with a whole file',
  async (tool, line, on, mebibytes) => {
    packet = 'x'.repeat(5_000);
    const pod = pods.makePod(`busy-${tool}`, ['app']);
    if (on === 'pod') await pods.startBusy(pod, pod.containers[0]?.id ?? '', 'busy_at_cap');
    const each = stopCases.find((known) => known.tool === tool);
    if (each === undefined) throw new Error('No such case');
    const base = await build({ ...each, line }, on === 'pod' ? { pods: [pod] } : {});
    const outputBytes = mebibytes * mebibyte;
    const command = { ...base, caps: { ...base.caps, outputBytes } };
    await start(command);
    const outcome = await untilOutcome(command);
    expect(outcome).toMatchObject({ ending: 'outputLimit', reason: 'OutputLimit' });
    const [artifact] = outcome.artifacts;
    expect(artifact).toMatchObject({ complete: true, problem: '' });
    expect(artifact?.sizeBytes).toBeGreaterThan(0.85 * outputBytes);
    expect(artifact?.sizeBytes).toBeLessThan(outputBytes);
    const holds = tool === 'perf' ? each.holds : /UDP, length 5000/;
    expect(holds.exec(await readStored(each, command))).not.toBeNull();
  },
  limitMs,
);
