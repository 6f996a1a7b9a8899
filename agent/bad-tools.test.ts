import { chmod, mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { toInstance } from '../shared/cgroup/to-instance.ts';
import type { Command } from '../shared/domain/command.ts';
import type { Outcome } from '../shared/domain/outcome.ts';
import { readPeakMib, resetPeak } from '../test/bench/process-usage.ts';
import { type AgentProcess, startAgentProcess } from '../test/builders/agent-process.ts';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { buildDefaultCommand } from '../test/builders/default-command.ts';
import { type MeanTools, makeMeanTools } from '../test/builders/mean-tools.ts';
import { listInstanceRuns } from '../test/faults/harness/leftovers.ts';

// These tests need root, cgroups and cc; they fail where one of them is missing. One agent is shown every bad tool, and
// after each carries out a good run.
const shoutedBytes = 2_000_000_000;
const patience = { timeout: 100_000, interval: 20 };
let stage: AgentStage;
let agent: AgentProcess;
let tools: MeanTools;
let runs = 0;
let descriptors = Number.POSITIVE_INFINITY;

/** How many the agent has open. */
async function countDescriptors(): Promise<number> {
  return (await readdir(`/proc/${agent.child.pid}/fd`)).length;
}

beforeAll(async () => {
  tools = await makeMeanTools(shoutedBytes);
  stage = await AgentStage.make();
  agent = startAgentProcess(stage.environment());
  await agent.ready;
  // The first run opens the connection for uploads.
  await expectServesOn();
  descriptors = await countDescriptors();
});
afterAll(async () => {
  await agent.end('SIGTERM');
  await stage[Symbol.asyncDispose]();
  await tools[Symbol.asyncDispose]();
});

const lines = { perf: ['record', '-a', '-g', '-e', 'cpu-clock'], vmstat: [] } as const;

function build(tool: keyof typeof lines, path: string, sha256: readonly string[] = []): Command {
  runs += 1;
  const binary = { source: 'host', path, sha256 } as const;
  const { nodeUid } = stage;
  const wish = { nodeUid, tool, args: lines[tool], runUid: `run-${runs}`, durationMs: 300, graceMs: 1_000 };
  return buildDefaultCommand({ ...wish, binary });
}

/** Carries the command to its end, as far as the agent lets it, and makes it be forgotten. */
async function run(command: Command): Promise<Outcome> {
  stage.coordinator.send({ kind: 'prepare', command });
  await vi.waitFor(() => {
    const states: readonly string[] = stage.coordinator.statesOf(command.commandId);
    const isRefused = stage.coordinator.outcomesOf(command.commandId).length > 0;
    if (!isRefused && !states.includes('prepared')) throw new Error('Neither prepared nor refused');
  }, patience);
  if (stage.coordinator.outcomesOf(command.commandId).length === 0) stage.commit(command, 30);
  const outcome = await vi.waitFor(() => {
    const [said] = stage.coordinator.outcomesOf(command.commandId);
    if (said === undefined) throw new Error('No outcome');
    return said;
  }, patience);
  expect(await tools.findProcesses()).toEqual([]);
  await stage.untilReceipts(
    command,
    outcome.artifacts.map(({ artifactId }) => artifactId),
  );
  await stage.forget(command);
  return outcome;
}

/** The agent is as it was before, and a well-behaved tool gives its file. */
async function expectServesOn(): Promise<void> {
  const command = build('vmstat', await tools.make('vmstat', 'none'));
  expect(await run(command)).toMatchObject({ ending: 'succeeded', reason: '', message: '' });
  expect((await stage.readStored(command, 'report')).toString()).toBe('well behaved\n');
  expect(await listInstanceRuns(toInstance(await realpath(stage.spool)))).toEqual([]);
  expect((await readdir(stage.spool)).filter((name) => name.startsWith('run-'))).toEqual([]);
  await vi.waitFor(async () => expect(await countDescriptors()).toBeLessThanOrEqual(descriptors), patience);
}

/** An executable that a run may not have, and what the refusal says. */
const refused: readonly (readonly [what: string, make: () => Promise<Command>, reason: string, RegExp])[] = [
  [
    'is missing',
    async () => build('perf', join(tools.directory, 'nowhere', 'perf')),
    'BinaryNotFound',
    /Cannot use ".*nowhere\/perf": ENOENT/,
  ],
  [
    'is not executable',
    async () => {
      const path = await tools.make('perf', 'none');
      await chmod(path, 0o644);
      return build('perf', path);
    },
    'BinaryNotFound',
    /is not executable: chmod 0755/,
  ],
  [
    'has the wrong digest',
    async () => build('perf', await tools.make('perf', 'none'), ['0'.repeat(64)]),
    'BinaryNotAllowed',
    /its digest "[0-9a-f]{64}" is not allowed/,
  ],
  [
    'is a script',
    async () => {
      const path = join(tools.directory, 'script', 'perf');
      await mkdir(dirname(path));
      await writeFile(path, '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 });
      return build('perf', path);
    },
    'BinaryNotFound',
    /is a script, and its interpreter cannot be pinned/,
  ],
];

it.each(refused)('an executable that %s is refused', async (_, make, reason, message) => {
  const outcome = await run(await make());
  expect(outcome).toMatchObject({ ending: 'refused', reason, startedMonotonicUs: 0 });
  expect(outcome.message).toMatch(message);
  await expectServesOn();
});

const late = { ending: 'timedOut', reason: 'GraceExceeded', signal: 'SIGKILL' };
const empty = {
  ending: 'failed',
  reason: 'OutputIncomplete',
  message: 'Output "report.txt" is incomplete: File "report.txt" is empty',
};
const missing = {
  ending: 'failed',
  reason: 'OutputIncomplete',
  message: expect.stringContaining('Output "perf.data" is missing'),
};

it.each([
  ['ignores every signal that can be ignored', 'vmstat', 'deaf', late],
  ['leaves twenty processes', 'vmstat', 'forks', empty],
  ['leaves a daemon', 'vmstat', 'daemon', empty],
  ['puts a symbolic link in place of its output', 'perf', 'symlink', missing],
  ['puts a hard link in place of its output', 'perf', 'hard-link', missing],
  ['puts a directory in place of its output', 'perf', 'directory', missing],
  ['puts a pipe in place of its output', 'perf', 'fifo', missing],
] as const)('a tool that %s has its own ending', async (_, tool, what, ending) => {
  const outcome = await run(build(tool, await tools.make(tool, what)));
  expect(outcome).toMatchObject(ending);
  expect(outcome.artifacts.filter(({ complete }) => complete).map(({ output }) => output)).toEqual([
    'snapshot',
  ]);
  expect(await readFile(tools.secretPath, 'utf8')).toBe('nobody may read this\n');
  expect((await stat(tools.secretPath)).mode & 0o777).toBe(0o600);
  await expectServesOn();
});

it('a tool that says 2 GB on stderr leaves the agent with the memory it had', async () => {
  const pid = agent.child.pid ?? 0;
  await resetPeak(pid);
  const beforeMib = await readPeakMib(pid);
  const command = build('vmstat', await tools.make('vmstat', 'shouts'));
  const outcome = await run({ ...command, durationMs: 120_000 });
  expect(outcome).toMatchObject({ ending: 'succeeded', exitCode: 0, signal: '' });
  expect(outcome.diagnostics).toMatch(/^x+$/);
  expect(outcome.diagnostics.length).toBeLessThanOrEqual(4_096);
  // An eighth of what was said.
  expect((await readPeakMib(pid)) - beforeMib).toBeLessThan(250);
  await expectServesOn();
}, 120_000);
