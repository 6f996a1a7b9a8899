import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Command } from '../shared/domain/command.ts';
import type { KeptFiles } from '../shared/domain/kept-files.ts';
import { startAgentProcess } from '../test/builders/agent-process.ts';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { buildDefaultCommand } from '../test/builders/default-command.ts';
import { type MeanTools, makeMeanTools } from '../test/builders/mean-tools.ts';
import { startPackets } from '../test/faults/harness/packets.ts';

// These tests need root, cgroups and cc; they fail where one of them is missing.
const limitMs = 60_000;
const patience = { timeout: 20_000, interval: 20 };
const dayMs = 86_400_000;
let tools: MeanTools;
beforeAll(async () => {
  tools = await makeMeanTools(0);
});
afterAll(() => tools[Symbol.asyncDispose]());

async function build(stage: AgentStage, more: Partial<Command> = {}): Promise<Command> {
  const binary = { source: 'host', path: await tools.make('vmstat', 'none'), sha256: [] } as const;
  const wish = { nodeUid: stage.nodeUid, tool: 'vmstat', args: [], durationMs: 700, binary, keepMs: dayMs };
  return buildDefaultCommand({ ...wish, ...more });
}

async function carryOut(stage: AgentStage, command: Command): Promise<void> {
  await stage.prepare(command);
  stage.commit(command, 50);
  expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'succeeded' });
  stage.coordinator.send({ kind: 'forget', commandId: command.commandId });
}

/** The last word of the agent on what it keeps; undefined: none. */
function lastKept({ coordinator }: AgentStage): KeptFiles | undefined {
  return coordinator.heard.flatMap((says) => (says.kind === 'keptFiles' ? [says.keptFiles] : [])).at(-1);
}

const kept = (stage: AgentStage, command: Command): string =>
  join(stage.spool, command.commandId, 'run', 'report.txt');

async function untilGone(stage: AgentStage, command: Command): Promise<void> {
  await vi.waitFor(async () => {
    if ((await readdir(stage.spool)).includes(command.commandId)) throw new Error('Still in the spool');
  }, patience);
}

it(
  'a file stays after Forget and a kill, is sent when it is asked for, bytes equal, and leaves nothing behind',
  async () => {
    await using stage = await AgentStage.make();
    const { coordinator } = stage;
    const command = await build(stage);
    const first = startAgentProcess(stage.environment());
    await first.ready;
    await carryOut(stage, command);
    await vi.waitFor(async () => {
      const journal = await readFile(join(stage.spool, command.commandId, 'journal.ndjson'), 'utf8');
      expect(journal).toContain('"kind":"forgotten"');
    }, patience);
    expect(lastKept(stage)?.artifactIds).toEqual(['report', 'snapshot']);
    const sealed = createHash('sha256')
      .update(await readFile(kept(stage, command)))
      .digest('hex');
    await first.end('SIGKILL');
    expect(coordinator.receipts).toEqual([]);

    const before = coordinator.hellos.length;
    await stage.startAgent();
    await vi.waitFor(() => expect(coordinator.hellos.length).toBeGreaterThan(before), patience);
    const { commandId } = command;
    expect(coordinator.hellos.at(-1)).toMatchObject({
      commands: [],
      outcomes: [],
      keptFiles: [{ commandId, artifactIds: ['report', 'snapshot'] }],
    });
    coordinator.send({ kind: 'upload', commandId, artifactId: 'report' });
    const bytes = await stage.readStored(command, 'report');
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sealed);
    await vi.waitFor(() => expect(existsSync(kept(stage, command))).toBe(false), patience);
    await vi.waitFor(() => expect(lastKept(stage)?.artifactIds).toEqual(['snapshot']), patience);
    expect(coordinator.receiptsOf(commandId)).toEqual(['report']);
    coordinator.send({ kind: 'upload', commandId, artifactId: 'snapshot' });
    await untilGone(stage, command);
    expect(coordinator.receiptsOf(commandId)).toEqual(['report', 'snapshot']);
    expect(coordinator.faults).toEqual([]);
  },
  limitMs,
);

it.each(['agent.after-wanted', 'upload.before-finish', 'upload.after-receipt', 'agent.before-delete'])(
  'a file that was asked for is sent by the next agent where one is killed at %s',
  async (place) => {
    await using stage = await AgentStage.make();
    const { coordinator } = stage;
    const command = await build(stage);
    const first = startAgentProcess(stage.environment({ TOE_FAILPOINTS: `${place}=kill` }));
    await first.ready;
    await carryOut(stage, command);
    coordinator.send({ kind: 'upload', commandId: command.commandId, artifactId: 'report' });
    await first.exited;
    expect(first.child.signalCode).toBe('SIGKILL');
    await stage.startAgent();
    await stage.untilReceipts(command, ['report']);
    await vi.waitFor(() => expect(existsSync(kept(stage, command))).toBe(false), patience);
    expect(coordinator.receiptsOf(command.commandId)).toEqual(['report']);
  },
  limitMs,
);

it(
  'what is to be discarded goes, also where the agent dies between its word and the deed',
  async () => {
    await using stage = await AgentStage.make();
    const command = await build(stage);
    const first = startAgentProcess(stage.environment({ TOE_FAILPOINTS: 'agent.after-discarded=kill' }));
    await first.ready;
    await carryOut(stage, command);
    stage.coordinator.send({ kind: 'discard', commandId: command.commandId });
    await first.exited;
    expect(existsSync(kept(stage, command))).toBe(true);
    await stage.startAgent();
    await untilGone(stage, command);
    expect(await readdir(stage.spool)).not.toContain('undelivered');
    expect(stage.coordinator.receipts).toEqual([]);
  },
  limitMs,
);

it(
  'a node frees what it keeps when its time is over while the coordinator is away, and says so when it is back',
  async () => {
    await using stage = await AgentStage.make();
    const { coordinator } = stage;
    const command = await build(stage, { keepMs: 3_000 });
    await stage.startAgent();
    await carryOut(stage, command);
    expect(existsSync(kept(stage, command))).toBe(true);
    await coordinator.close();
    await vi.waitFor(() => expect(existsSync(kept(stage, command))).toBe(false), patience);
    const before = coordinator.hellos.length;
    await coordinator.open();
    await vi.waitFor(() => expect(coordinator.hellos.length).toBeGreaterThan(before), patience);
    expect(coordinator.hellos.at(-1)?.keptFiles).toEqual([]);
    await stage.forget(command);
  },
  limitMs,
);

it(
  'segments are sealed while the tool runs and not sent, and each can be asked for',
  async () => {
    await using packets = await startPackets();
    await using stage = await AgentStage.make();
    const { coordinator, nodeUid, spool } = stage;
    const args = ['-i', 'lo', 'udp', 'port', String(packets.port)];
    const times = { durationMs: 600_000, rollingIntervalMs: 2_000, keepMs: dayMs };
    const command = buildDefaultCommand({ nodeUid, tool: 'tcpdump', args, ...times });
    await stage.startAgent();
    await stage.prepare(command);
    stage.commit(command, 50);
    const { commandId } = command;
    await vi.waitFor(async () => {
      const journal = await readFile(join(spool, commandId, 'journal.ndjson'), 'utf8');
      expect(journal).toContain('"segment":2');
    }, patience);
    expect([coordinator.receipts, await coordinator.store.listUnfinished('runs')]).toEqual([[], []]);
    coordinator.send({ kind: 'stop', commandId, reason: 'StopRequested', message: '' });
    const { artifacts } = await stage.untilOutcome(command);
    const [first] = artifacts;
    expect(lastKept(stage)?.artifactIds).toEqual(artifacts.map(({ artifactId }) => artifactId));
    coordinator.send({ kind: 'upload', commandId, artifactId: first?.artifactId ?? '' });
    const bytes = await stage.readStored(command, first?.artifactId ?? '');
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(first?.sha256);
    coordinator.send({ kind: 'discard', commandId });
    await stage.forget(command);
  },
  limitMs,
);

it(
  'Discard touches nothing of a command whose files are sent',
  async () => {
    await using stage = await AgentStage.make();
    const { coordinator } = stage;
    coordinator.takesUploads = false;
    const command = await build(stage, { keepMs: 0 });
    await stage.startAgent();
    await carryOut(stage, command);
    const { commandId } = command;
    coordinator.send({ kind: 'discard', commandId });
    const before = coordinator.outcomesOf(commandId).length;
    coordinator.send({ kind: 'stop', commandId, reason: 'StopRequested', message: '' });
    // Its answer comes after what was said before.
    await vi.waitFor(
      () => expect(coordinator.outcomesOf(commandId).length).toBeGreaterThan(before),
      patience,
    );
    expect(existsSync(kept(stage, command))).toBe(true);
    coordinator.takesUploads = true;
    await stage.untilReceipts(command, ['report', 'snapshot']);
    expect((await stage.readStored(command, 'report')).length).toBeGreaterThan(0);
  },
  limitMs,
);

it(
  'a kept file that was changed on its disk is never sent: the coordinator hears why, and it is set aside',
  async () => {
    await using stage = await AgentStage.make();
    const { coordinator } = stage;
    const command = await build(stage, { compression: 'none' });
    await stage.startAgent();
    await carryOut(stage, command);
    const bytes = await readFile(kept(stage, command));
    await writeFile(kept(stage, command), Buffer.alloc(bytes.length, 'x'));
    for (const artifactId of ['report', 'snapshot'])
      coordinator.send({ kind: 'upload', commandId: command.commandId, artifactId });
    await vi.waitFor(() => {
      const message = expect.stringMatching(/^Cannot upload the file: its digest is "/) as string;
      expect(lastKept(stage)?.unsendable).toEqual([{ artifactId: 'report', message }]);
    }, patience);
    await untilGone(stage, command);
    expect(coordinator.receiptsOf(command.commandId)).toEqual(['snapshot']);
    expect(await readdir(join(stage.spool, 'undelivered'))).toEqual([command.commandId]);
  },
  limitMs,
);
