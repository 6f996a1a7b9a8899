import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Command } from '../shared/domain/command.ts';
import { startAgentProcess } from '../test/builders/agent-process.ts';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { buildDefaultCommand } from '../test/builders/default-command.ts';
import { type MeanTools, makeMeanTools } from '../test/builders/mean-tools.ts';
import { PodStage } from '../test/builders/pod-stage.ts';
import { parseProcessStat } from './targets/parse-process-stat.ts';

// These tests need root, cgroups, cc and unshare; they fail where one of them is missing.
const limitMs = 60_000;
const patience = { timeout: 20_000, interval: 20 };
let tools: MeanTools;
beforeAll(async () => {
  tools = await makeMeanTools(0);
});
afterAll(() => tools[Symbol.asyncDispose]());

async function build(stage: AgentStage, durationMs: number): Promise<Command> {
  const binary = { source: 'host', path: await tools.make('vmstat', 'none'), sha256: [] } as const;
  return buildDefaultCommand({ nodeUid: stage.nodeUid, tool: 'vmstat', args: [], durationMs, binary });
}

/** A run of a real agent, which is killed at the failpoint, or when the work that follows the start is done. */
async function runAndKill(
  stage: AgentStage,
  command: Command,
  failpoint: string,
  work: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  const agent = startAgentProcess(stage.environment({ TOE_FAILPOINTS: failpoint }));
  await agent.ready;
  await stage.prepare(command);
  stage.commit(command, 50);
  await work();
  await (failpoint === '' ? agent.end('SIGKILL') : agent.exited);
  expect(agent.child.signalCode).toBe('SIGKILL');
}

describe('an agent that starts after its node was started anew', () => {
  it.each([
    [
      'running',
      'agent.while-running=kill',
      { ending: 'agentLost', exitCode: -1 },
      /^The node was started anew/,
    ],
    ['ended', 'agent.before-seal=kill', { ending: 'succeeded', exitCode: 0 }, /^$/],
    ['told', 'upload.before-finish=kill', { ending: 'succeeded', exitCode: 0 }, /^$/],
  ] as const)(
    'ends what was %s then, without any instant of the clock of then',
    async (_, failpoint, ending, message) => {
      await using stage = await AgentStage.make();
      const { coordinator } = stage;
      const command = await build(stage, 700);
      await runAndKill(stage, command, failpoint);
      coordinator.heard.length = 0;
      coordinator.hellos.length = 0;
      await stage.startAgent({}, { bootId: 'another-boot' });
      const outcome = await stage.untilOutcome(command);
      expect(outcome).toMatchObject({ ...ending, startedMonotonicUs: 0 });
      expect(outcome.message).toMatch(message);
      expect(outcome.startedUnixUs).toBeGreaterThan(0);
      const told = coordinator.hellos.flatMap(({ commands }) => commands);
      expect(told.map(({ startedMonotonicUs }) => startedMonotonicUs)).toEqual([0]);
      expect(await tools.countStarts(command.commandId)).toBe(1);
      await stage.readStored(command, 'report');
      await stage.forget(command);
    },
    limitMs,
  );
});

describe('a target that a tool had stopped when its agent was killed', () => {
  let pods: PodStage;
  beforeEach(async () => {
    pods = await PodStage.make();
    return () => pods[Symbol.asyncDispose]();
  });

  it.each([
    ['goes on once the next agent starts', undefined, false],
    [
      'is left alone where the node was started anew since: another process has its pid',
      'another-boot',
      true,
    ],
  ])(
    '%s',
    async (_, bootId, isLeftStopped) => {
      await using stage = await AgentStage.make();
      const pod = pods.makePod('web', ['app']);
      const sleep = ['/bin/sleep', '600'];
      const { pid } = await pods.startProgram(pod, pod.containers[0]?.id ?? '', sleep);
      const isStopped = () => parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.isStopped;
      const path = await tools.make('gdb', 'stops-its-target');
      const { nodeUid } = stage;
      const binary = { source: 'host', path, sha256: [] } as const;
      const wish = { nodeUid, tool: 'gdb', args: [], durationMs: 60_000, pods: [pod], binary };
      const command = buildDefaultCommand(wish);
      await runAndKill(stage, command, '', () => vi.waitFor(() => expect(isStopped()).toBe(true), patience));
      expect(isStopped()).toBe(true);
      await stage.startAgent({}, { bootId });
      expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'agentLost' });
      expect(isStopped()).toBe(isLeftStopped);
      expect(await tools.findProcesses()).toEqual([]);
    },
    limitMs,
  );
});

it(
  'what an agent seals when it is told to stop while the coordinator is away is delivered by the next, bytes equal',
  async () => {
    await using stage = await AgentStage.make();
    const { coordinator, spool } = stage;
    const command = await build(stage, 60_000);
    const first = startAgentProcess(stage.environment());
    await first.ready;
    await stage.prepare(command);
    stage.commit(command, 50);
    await stage.untilUnderWay(command);
    await coordinator.close();
    first.child.kill('SIGTERM');
    expect(await first.exited).toMatchObject({ code: 0 });
    expect(await tools.findProcesses()).toEqual([]);
    const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    const sealed = digestOf(await readFile(join(spool, command.commandId, 'run', 'report.txt')));

    await coordinator.open();
    await stage.startAgent();
    const outcome = await stage.untilOutcome(command);
    expect(outcome).toMatchObject({ ending: 'stoppedEarly', reason: 'AgentStopping', exitCode: 0 });
    expect(digestOf(await stage.readStored(command, 'report'))).toBe(sealed);
    expect(outcome.artifacts[0]).toMatchObject({ sha256: sealed, complete: true });
    await stage.forget(command);
  },
  limitMs,
);
