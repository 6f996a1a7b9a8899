import { createHash } from 'node:crypto';
import { readdir, realpath } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { toInstance } from '../shared/cgroup/to-instance.ts';
import type { Command } from '../shared/domain/command.ts';
import { startAgentProcess } from '../test/builders/agent-process.ts';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { buildDefaultCommand } from '../test/builders/default-command.ts';
import { type MeanTools, makeMeanTools } from '../test/builders/mean-tools.ts';
import { listInstanceRuns } from '../test/faults/harness/leftovers.ts';

// These tests need root, cgroups and cc; they fail where one of them is missing. Each kills a real agent and lets
// another one take over its spool; the tool leaves a daemon beside itself that only the successor can end.
const limitMs = 120_000;
const patience = { timeout: 60_000, interval: 20 };
let tools: MeanTools;
let toolPath: string;
beforeAll(async () => {
  tools = await makeMeanTools(0);
  toolPath = await tools.make('vmstat', 'daemon-and-stays');
});
afterAll(() => tools[Symbol.asyncDispose]());

function build(stage: AgentStage, durationMs: number): Command {
  const binary = { source: 'host', path: toolPath, sha256: [] } as const;
  return buildDefaultCommand({ nodeUid: stage.nodeUid, tool: 'vmstat', args: [], durationMs, binary });
}

/** What the successor makes of it, with every invariant that has to hold. */
async function expectWellEnded(
  stage: AgentStage,
  command: Command,
  expected: { readonly ending: string; readonly artifactIds: readonly string[]; readonly starts: number },
): Promise<void> {
  const { commandId } = command;
  const { coordinator } = stage;
  const outcome = await vi.waitFor(() => {
    const [said] = coordinator.outcomesOf(commandId);
    if (said === undefined) throw new Error('No outcome');
    return said;
  }, patience);
  expect(outcome).toMatchObject({ ending: expected.ending });
  expect(outcome.artifacts.map(({ artifactId }) => artifactId)).toEqual(expected.artifactIds);
  for (const { artifactId, sha256 } of outcome.artifacts) {
    const stored = await stage.readStored(command, artifactId);
    expect(createHash('sha256').update(stored).digest('hex')).toBe(sha256);
    const receipts = coordinator.receipts.filter(({ receipt }) => receipt.artifactId === artifactId);
    expect(new Set(receipts.map(({ receipt }) => receipt.sha256))).toEqual(new Set([sha256]));
  }
  const endings = coordinator.outcomesOf(commandId).map((each) => JSON.stringify(each));
  expect(new Set(endings).size).toBe(1);
  await stage.forget(command);
  coordinator.heard.length = 0;
  coordinator.send({ kind: 'prepare', command });
  const answer = await vi.waitFor(() => {
    const late = coordinator.heard.find((says) => says.kind === 'outcome');
    if (late?.kind !== 'outcome') throw new Error('No answer');
    return late.outcome;
  }, patience);
  expect(answer).toMatchObject({ ending: 'refused', reason: 'CommandRefused' });
  expect(await tools.countStarts(commandId)).toBe(expected.starts);
  expect(await listInstanceRuns(toInstance(await realpath(stage.spool)))).toEqual([]);
  expect((await readdir(stage.spool)).toSorted()).toEqual([
    'agent.lock',
    'epoch',
    'probe',
    'tombstones.ndjson',
  ]);
}

/** Prepares the command, as far as the agent lives to answer. */
function prepare(stage: AgentStage, command: Command): void {
  stage.coordinator.send({ kind: 'prepare', command });
}

async function start(stage: AgentStage, command: Command): Promise<void> {
  await stage.prepare(command);
  stage.commit(command, 50);
}

async function stop(stage: AgentStage, command: Command): Promise<void> {
  await start(stage, command);
  await stage.untilState(command, 'running');
  const { commandId } = command;
  stage.coordinator.send({ kind: 'stop', commandId, reason: 'StopRequested', message: 'Enough' });
}

async function loseCoordinator(stage: AgentStage, command: Command): Promise<void> {
  await start(stage, command);
  await stage.untilState(command, 'running');
  await stage.coordinator.close();
}

const none = { ending: 'agentLost', artifactIds: [], starts: 0 };
const salvaged = { ending: 'agentLost', artifactIds: ['report', 'snapshot'], starts: 1 };
const whole = { ending: 'succeeded', artifactIds: ['report', 'snapshot'], starts: 1 };
const short = 700;

/** Each state of a run, the place in it, what leads there, and what the successor makes of it. */
const states = [
  ['accepted', 'agent.after-accept', prepare, short, none],
  ['prepared', 'agent.after-prepare', prepare, short, none],
  ['committed', 'agent.after-commit', start, short, { ...none, artifactIds: ['report'] }],
  ['running', 'agent.while-running', start, 60_000, salvaged],
  ['stopping', 'agent.while-stopping', stop, 60_000, salvaged],
  ['ended, and that not journaled', 'agent.before-end', start, short, salvaged],
  ['ended, and nothing sealed', 'agent.before-seal', start, short, whole],
  ['sealing, one file of two', 'agent.after-sealed', start, short, whole],
  ['sealed, without outcome', 'agent.before-outcome', start, short, whole],
  ['ended with an outcome that nobody was told', 'agent.after-outcome', loseCoordinator, 2_000, whole],
  ['running, and what it prints on its way', 'upload.before-chunk', start, 60_000, salvaged],
  ['uploading', 'upload.before-finish', start, short, whole],
  ['uploaded, and that not journaled', 'upload.after-receipt', start, short, whole],
  ['delivered, and the file not deleted', 'agent.before-delete', start, short, whole],
] as const;

describe('an agent that is killed', () => {
  it.concurrent.each(states)(
    'while a run is %s (%s) is followed by one that ends it well, once',
    async (_, failpoint, lead, durationMs, expected) => {
      await using stage = await AgentStage.make();
      const first = startAgentProcess(stage.environment({ TOE_FAILPOINTS: `${failpoint}=kill` }));
      await first.ready;
      const command = build(stage, durationMs);
      await lead(stage, command);
      expect(await first.exited).toMatchObject({ signal: 'SIGKILL' });
      if (!stage.coordinator.isOpen) await stage.coordinator.open();
      const second = startAgentProcess(stage.environment());
      try {
        await second.ready;
        await expectWellEnded(stage, command, expected);
      } finally {
        await second.end('SIGTERM');
      }
    },
    limitMs,
  );

  it('leaves no process of any run behind', async () => {
    expect(await tools.findProcesses()).toEqual([]);
  });
});
