import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { buildCommand, buildSnapshotCommand } from '../test/builders/command.ts';

let stage: AgentStage;
beforeEach(async () => {
  stage = await AgentStage.make();
});
afterEach(async () => {
  const [fault] = stage.coordinator.faults;
  await stage[Symbol.asyncDispose]();
  if (fault !== undefined) throw new Error(fault);
});

const patience = { timeout: 15_000, interval: 20 };

describe('an agent', () => {
  it('carries perf from Prepare to Forget and leaves nothing but a tombstone', async () => {
    await stage.startAgent();
    const { coordinator, nodeUid, spool } = stage;
    const bandwidth = { readBytesPerSecond: 512 * 1024 * 1024, writeBytesPerSecond: 256 * 1024 * 1024 };
    const { caps } = buildCommand({ nodeUid });
    const command = buildCommand({ nodeUid, caps: { ...caps, ...bandwidth } });
    await stage.prepare(command);
    const startAtUs = stage.commit(command);
    const outcome = await stage.untilOutcome(command);
    expect(outcome).toMatchObject({ ending: 'succeeded', reason: '', message: '', startedLate: false });
    expect(outcome.startedMonotonicUs - startAtUs).toBeLessThan(50_000);
    expect(outcome.argv[0]).toMatch(/perf$/);
    expect(outcome.tool?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(outcome.caps).toMatchObject({
      cpuPercent: 100,
      memoryBytes: 512 * 1024 * 1024,
      pids: 64,
      ...bandwidth,
    });
    expect(outcome.usage?.cpuUs).toBeGreaterThan(0);
    const artifacts = outcome.artifacts.map(({ artifactId, complete }) => ({ artifactId, complete }));
    expect(artifacts).toEqual([
      { artifactId: 'profile', complete: true },
      { artifactId: 'perf-script', complete: true },
      { artifactId: 'snapshot', complete: true },
    ]);
    expect(coordinator.statesOf(command.commandId)).toEqual(
      expect.arrayContaining(['accepted', 'prepared', 'committed', 'running', 'sealing']),
    );
    await stage.untilReceipts(command, ['profile', 'perf-script', 'snapshot']);
    for (const { receipt } of coordinator.receipts) {
      const sealed = outcome.artifacts.find(({ artifactId }) => artifactId === receipt.artifactId);
      expect(receipt.sha256).toBe(sealed?.sha256);
    }
    await vi.waitFor(async () => {
      expect(await readdir(join(spool, command.commandId, 'run'))).toEqual([]);
    }, patience);
    await stage.forget(command);
    expect((await readdir(spool)).toSorted()).toEqual(['epoch', 'probe', 'tombstones.ndjson']);

    coordinator.heard.length = 0;
    coordinator.send({ kind: 'prepare', command });
    expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'refused', reason: 'CommandRefused' });
  });

  it('keeps sealed files that the coordinator refuses for good, even when it is told to forget them', async () => {
    await stage.startAgent();
    const { coordinator, nodeUid, spool } = stage;
    coordinator.knowsRuns = false;
    const command = buildSnapshotCommand({ nodeUid, durationMs: 300 });
    await stage.prepare(command);
    stage.commit(command);
    const [artifact] = (await stage.untilOutcome(command)).artifacts;
    coordinator.send({ kind: 'forget', commandId: command.commandId });
    const kept = join(spool, 'undelivered', command.commandId, 'run', 'node-snapshot.ndjson');
    await vi.waitFor(async () => {
      const digest = createHash('sha256')
        .update(await readFile(kept))
        .digest('hex');
      expect(digest).toBe(artifact?.sha256);
    }, patience);
    expect(await readdir(spool)).not.toContain(command.commandId);
  });

  it('answers a repeated Prepare with the state and starts the tool once', async () => {
    await stage.startAgent();
    const { coordinator, nodeUid } = stage;
    const command = buildSnapshotCommand({ nodeUid, durationMs: 400 });
    coordinator.send({ kind: 'prepare', command });
    coordinator.send({ kind: 'prepare', command });
    await stage.untilState(command, 'prepared');
    coordinator.send({ kind: 'prepare', command });
    stage.commit(command);
    stage.commit(command);
    expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'succeeded' });
    const before = coordinator.outcomesOf(command.commandId).length;
    coordinator.send({ kind: 'prepare', command });
    await vi.waitFor(() => {
      expect(coordinator.outcomesOf(command.commandId).length).toBeGreaterThan(before);
    }, patience);
    const endings = coordinator.outcomesOf(command.commandId).map(({ ending }) => ending);
    expect(new Set(endings)).toEqual(new Set(['succeeded']));
  });

  it('cancels a command that is stopped before it has answered its Prepare', async () => {
    await stage.startAgent();
    const { coordinator, nodeUid } = stage;
    const command = buildCommand({ nodeUid });
    const { commandId } = command;
    coordinator.send({ kind: 'prepare', command });
    coordinator.send({ kind: 'stop', commandId, reason: 'NodeLeaving', message: 'It is drained' });
    expect(await stage.untilOutcome(command)).toMatchObject({
      ending: 'cancelled',
      reason: 'NodeLeaving',
      message: 'It is drained',
      startedMonotonicUs: 0,
    });
    expect(coordinator.statesOf(commandId)).not.toContain('committed');
  });

  it('refuses what it may not do, each with its reason', async () => {
    await stage.startAgent();
    const { coordinator, nodeUid } = stage;
    const running = buildCommand({ nodeUid, runUid: 'busy', attempt: 2 });
    await stage.prepare(running);
    const cases = [
      [buildCommand({ nodeUid, runUid: 'second' }), 'Busy'],
      [buildCommand({ nodeUid, runUid: 'busy', attempt: 1 }), 'CommandRefused'],
      [buildSnapshotCommand({ nodeUid: 'someone-else' }), 'CommandRefused'],
      [buildSnapshotCommand({ nodeUid, runUid: 'args', args: ['--x'] }), 'ArgumentRefused'],
      [buildSnapshotCommand({ nodeUid, runUid: 'tool', tool: 'bash' }), 'UnknownTool'],
    ] as const;
    for (const [command, reason] of cases) {
      coordinator.send({ kind: 'prepare', command });
      const outcome = await stage.untilOutcome(command);
      expect(outcome).toMatchObject({ ending: 'refused', reason });
    }
    coordinator.send({
      kind: 'stop',
      commandId: running.commandId,
      reason: 'StopRequested',
      message: 'enough',
    });
    expect(await stage.untilOutcome(running)).toMatchObject({ ending: 'cancelled', message: 'enough' });
  });

  it.each(['/bin/sh', '/usr/bin/env'])(
    'does not run %s as perf, whatever the coordinator says',
    async (path) => {
      await stage.startAgent();
      const { coordinator, nodeUid } = stage;
      const command = buildCommand({ nodeUid, binary: { source: 'host', path, sha256: [] } });
      coordinator.send({ kind: 'prepare', command });
      expect(await stage.untilOutcome(command)).toMatchObject({
        ending: 'refused',
        reason: 'BinaryNotAllowed',
      });
    },
  );

  it('runs as many of one tool side by side as the command allows', async () => {
    await stage.startAgent();
    const { coordinator, nodeUid } = stage;
    const build = (runUid: string) =>
      buildCommand({ nodeUid, runUid, durationMs: 300, concurrentPerNode: 2 });
    const [one, two, three] = [build('one'), build('two'), build('three')];
    await stage.prepare(one);
    await stage.prepare(two);
    coordinator.send({ kind: 'prepare', command: three });
    expect(await stage.untilOutcome(three)).toMatchObject({ ending: 'refused', reason: 'Busy' });
    stage.commit(one);
    stage.commit(two);
    expect(await stage.untilOutcome(one)).toMatchObject({ ending: 'succeeded' });
    expect(await stage.untilOutcome(two)).toMatchObject({ ending: 'succeeded' });
  });

  it('drops a command whose Commit does not come', async () => {
    await stage.startAgent();
    const command = buildCommand({ nodeUid: stage.nodeUid, commitTimeoutMs: 200 });
    await stage.prepare(command);
    expect(await stage.untilOutcome(command)).toMatchObject({
      ending: 'notPrepared',
      reason: 'NoCommit',
      artifacts: [],
      startedMonotonicUs: 0,
    });
  });

  it('stops a running tool on request and keeps complete files', async () => {
    await stage.startAgent();
    const { coordinator } = stage;
    const command = buildCommand({ nodeUid: stage.nodeUid, durationMs: 60_000 });
    await stage.prepare(command);
    stage.commit(command);
    await stage.untilUnderWay(command);
    coordinator.send({
      kind: 'stop',
      commandId: command.commandId,
      reason: 'StopRequested',
      message: 'enough',
    });
    const outcome = await stage.untilOutcome(command);
    expect(outcome).toMatchObject({ ending: 'stoppedEarly', reason: 'StopRequested', message: 'enough' });
    expect(outcome.artifacts[0]).toMatchObject({ artifactId: 'profile', complete: true });
  });

  it('refuses a run whose disk cannot be limited, and says why', async () => {
    const spool = await mkdtemp('/dev/shm/toe-spool-');
    onTestFinished(() => rm(spool, { recursive: true }));
    await stage.startAgent({ TOE_SPOOL_DIR: spool });
    const { nodeUid } = stage;
    const { caps } = buildCommand({ nodeUid });
    const command = buildCommand({ nodeUid, caps: { ...caps, writeBytesPerSecond: 1024 * 1024 } });
    stage.coordinator.send({ kind: 'prepare', command });
    expect(await stage.untilOutcome(command)).toMatchObject({
      ending: 'refused',
      reason: 'CgroupFailed',
      message: expect.stringMatching(
        /"\/dev\/shm\/.*" lies on no disk of its own.*put the spool on a disk/,
      ) as unknown,
    });
  });

  it('refuses new commands below the floor of free space', async () => {
    await stage.startAgent({ TOE_SPOOL_FLOOR: String(2 ** 52) });
    const command = buildSnapshotCommand({ nodeUid: stage.nodeUid });
    stage.coordinator.send({ kind: 'prepare', command });
    expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'refused', reason: 'SpoolFull' });
  });

  it('stops what runs when it is stopped itself, delivers it, and leaves an empty spool once forgotten', async () => {
    const agent = await stage.startAgent();
    const { coordinator } = stage;
    const command = buildCommand({ nodeUid: stage.nodeUid, durationMs: 60_000 });
    await stage.prepare(command);
    stage.commit(command);
    await stage.untilUnderWay(command);
    const stopped = agent.stop();
    expect(await stage.untilOutcome(command)).toMatchObject({
      ending: 'stoppedEarly',
      reason: 'AgentStopping',
    });
    await stage.untilReceipts(command, ['profile', 'perf-script', 'snapshot']);
    coordinator.send({ kind: 'forget', commandId: command.commandId });
    await stopped;
    expect(await readdir(stage.spool)).not.toContain(command.commandId);
  });
});
