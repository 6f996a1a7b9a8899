import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Command } from '../shared/domain/command.ts';
import type { Outcome } from '../shared/domain/outcome.ts';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { compileStandInAperf, findRealAperf, findWorkingIn } from '../test/builders/aperfs.ts';
import { buildDefaultCommand } from '../test/builders/default-command.ts';
import { measureOutput } from './execution/measure-output.ts';

// These tests need root, cgroups and cc. With $APERF, or aperf on the PATH, they run with that one too, which needs
// perf. All runs of one aperf go side by side in one agent.
const real = await findRealAperf();
const limitMs = 180_000;
const patience = { timeout: limitMs - 5_000, interval: 10 };
const mebibyte = 1 << 20;
let runs = 0;

function build(stage: AgentStage, line: string, changes: Partial<Command> = {}): Command {
  runs += 1;
  const runUid = `run-${runs}`;
  const args = line.split(' ');
  const { nodeUid } = stage;
  const usual = { durationMs: 60_000, concurrentPerNode: 8 };
  return buildDefaultCommand({ nodeUid, tool: 'aperf', args, runUid, ...usual, ...changes });
}

async function start(stage: AgentStage, command: Command): Promise<void> {
  await stage.prepare(command);
  stage.commit(command);
  await stage.untilState(command, 'running');
}

function stop(stage: AgentStage, { commandId }: Command): void {
  stage.coordinator.send({ kind: 'stop', commandId, reason: 'StopRequested', message: 'enough' });
}

function directoryOf(stage: AgentStage, { commandId }: Command): string {
  return join(stage.spool, commandId, 'run');
}

/** It has taken readings; with its profiler beside it, and what that one waits for. */
async function untilCollecting(stage: AgentStage, command: Command): Promise<void> {
  const directory = directoryOf(stage, command);
  await vi.waitFor(async () => {
    expect(await measureOutput(directory, ['aperf/vmstat.bin'])).toBeGreaterThan(0);
    expect((await findWorkingIn(directory)).length).toBeGreaterThanOrEqual(3);
  }, patience);
}

async function untilOutcome(stage: AgentStage, { commandId }: Command): Promise<Outcome> {
  return await vi.waitFor(() => {
    const [outcome] = stage.coordinator.outcomesOf(commandId);
    if (outcome === undefined) throw new Error('No outcome');
    return outcome;
  }, patience);
}

/** What the stored archive holds: the names in it, and its metadata. The real aperf has to make a report of its own. */
async function readArchive(stage: AgentStage, command: Command) {
  const folder = await mkdtemp(join(tmpdir(), 'toe-archive-'));
  try {
    const path = join(folder, 'aperf.tar.gz');
    await writeFile(path, await stage.readStored(command, 'archive'));
    const names = execFileSync('tar', ['-tzf', path], { encoding: 'utf8' }).trim().split('\n');
    const text = execFileSync('tar', ['-xzOf', path, 'aperf/metadata.json'], { encoding: 'utf8' });
    if (real !== undefined && names.includes('aperf/pmu_config.json'))
      execFileSync(real, ['report', '-r', path, '-n', join(folder, 'report'), '-t', folder], {
        stdio: 'pipe',
      });
    const metadata: unknown = JSON.parse(text);
    return { names, metadata };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Nothing works in the run's directory any more, and nothing is left in it that was not sealed. */
async function expectNothingLeft(stage: AgentStage, command: Command): Promise<void> {
  const directory = directoryOf(stage, command);
  expect(await findWorkingIn(directory)).toEqual([]);
  const sealed = ['aperf.tar.gz', 'node-snapshot.ndjson'];
  expect((await readdir(directory)).filter((name) => !sealed.includes(name))).toEqual([]);
}

/** The process of aperf itself. */
async function findLeader(stage: AgentStage, command: Command, path: string): Promise<number> {
  for (const pid of await findWorkingIn(directoryOf(stage, command)))
    if ((await readlink(`/proc/${pid}/exe`).catch(() => '')) === path) return Number(pid);
  throw new Error('aperf does not run');
}

describe.each(['a stand-in', ...(real === undefined ? [] : ['the real'])])('%s aperf', (which) => {
  let stage: AgentStage;
  let path = real ?? '';
  const cleanUp = new AsyncDisposableStack();
  beforeAll(async () => {
    if (which === 'a stand-in') path = cleanUp.use(await compileStandInAperf()).path;
    stage = cleanUp.use(await AgentStage.make());
    await stage.startAgent({ TOE_TOOL_PATHS: `aperf=${path}` });
  });
  afterAll(async () => {
    await cleanUp.disposeAsync();
  });

  it.concurrent(
    'that has its time ends with a whole archive, and nothing else of it stays',
    async () => {
      const command = build(stage, 'record --profile', { durationMs: 3_000 });
      await start(stage, command);
      const outcome = await untilOutcome(stage, command);
      expect(outcome).toMatchObject({ ending: 'succeeded', reason: '', message: '', exitCode: 0 });
      expect(outcome.artifacts[0]).toMatchObject({
        artifactId: 'archive',
        mediaType: 'application/vnd.aperf.run+gzip',
        complete: true,
      });
      await expectNothingLeft(stage, command);
      expect((await readArchive(stage, command)).names).toContain('aperf/vmstat.bin');
    },
    limitMs,
  );

  it.concurrent(
    'that is told to stop while it prepares collects first, so that there is an archive',
    async () => {
      const command = build(stage, 'record --profile');
      await start(stage, command);
      stop(stage, command);
      const outcome = await untilOutcome(stage, command);
      expect(outcome).toMatchObject({ ending: 'stoppedEarly', reason: 'StopRequested', message: 'enough' });
      expect(outcome.artifacts[0]).toMatchObject({ artifactId: 'archive', complete: true });
      expect((await readArchive(stage, command)).metadata).toMatchObject({ end_signal: 'SIGINT' });
      await expectNothingLeft(stage, command);
    },
    limitMs,
  );

  it.concurrent(
    'that is stopped in the middle has a whole archive, whatever signals come meanwhile',
    async () => {
      const command = build(stage, 'record --profile');
      await start(stage, command);
      await untilCollecting(stage, command);
      const leader = await findLeader(stage, command, path);
      stop(stage, command);
      const more = setInterval(() => {
        if (stage.coordinator.outcomesOf(command.commandId).length === 0) signalIfThere(leader, 'SIGINT');
      }, 20);
      const outcome = await untilOutcome(stage, command).finally(() => clearInterval(more));
      expect(outcome).toMatchObject({ ending: 'stoppedEarly', exitCode: 0 });
      expect(outcome.artifacts[0]).toMatchObject({ artifactId: 'archive', complete: true });
      expect((await readArchive(stage, command)).metadata).toMatchObject({ end_signal: 'SIGINT' });
    },
    limitMs,
  );

  it.concurrent(
    'that is killed leaves no archive and no process',
    async () => {
      const command = build(stage, 'record --profile');
      await start(stage, command);
      await untilCollecting(stage, command);
      const directory = directoryOf(stage, command);
      const own = (await readdir(directory)).filter((name) => name.startsWith('aperf-tmp-'));
      expect(own).toHaveLength(1);
      process.kill(await findLeader(stage, command, path), 'SIGKILL');
      const outcome = await untilOutcome(stage, command);
      expect(outcome).toMatchObject({ ending: 'failed', reason: 'ToolFailed', signal: 'SIGKILL' });
      expect(outcome.artifacts.map(({ artifactId }) => artifactId)).toEqual(['snapshot']);
      await expectNothingLeft(stage, command);
    },
    limitMs,
  );

  it.concurrent(
    'near its output cap is stopped early enough to make its archive of what it has',
    async () => {
      const outputBytes = 64 * mebibyte;
      const base = build(stage, 'record --profile -F 999');
      const command = { ...base, caps: { ...base.caps, outputBytes } };
      await start(stage, command);
      let peakBytes = 0;
      const outcome = await vi.waitFor(async () => {
        const files = ['aperf', 'aperf.tar.gz'];
        peakBytes = Math.max(peakBytes, await measureOutput(directoryOf(stage, command), files));
        const [found] = stage.coordinator.outcomesOf(command.commandId);
        if (found === undefined) throw new Error('No outcome');
        return found;
      }, patience);
      expect(outcome).toMatchObject({ ending: 'outputLimit', reason: 'OutputLimit', exitCode: 0 });
      const [archive] = outcome.artifacts;
      expect(archive).toMatchObject({ artifactId: 'archive', complete: true });
      expect(archive?.sizeBytes).toBeLessThan(outputBytes);
      expect(peakBytes).toBeGreaterThan(outputBytes / 10);
      expect(peakBytes).toBeLessThan(outputBytes);
      expect((await readArchive(stage, command)).names).toContain('aperf/flamegraph.svg');
    },
    limitMs,
  );
});

it('an aperf that exits with 0 after the kernel killed what it started has not succeeded', async () => {
  await using aperf = await compileStandInAperf(['starved']);
  await using stage = await AgentStage.make();
  await stage.startAgent({ TOE_TOOL_PATHS: `aperf=${aperf.path}` });
  const command = build(stage, 'record', { durationMs: 2_000 });
  await start(stage, command);
  const outcome = await untilOutcome(stage, command);
  expect(outcome).toMatchObject({ ending: 'memoryLimit', reason: 'MemoryLimit' });
  await expectNothingLeft(stage, command);
});

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}
