import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

describe('the session of an agent', () => {
  it('goes on while the coordinator is away and tells everything when it is back', async () => {
    await stage.startAgent();
    const { coordinator } = stage;
    const command = buildCommand({ nodeUid: stage.nodeUid, durationMs: 1_500 });
    await stage.prepare(command);
    stage.commit(command);
    await stage.untilState(command, 'running');
    await coordinator.close();
    await coordinator.open();
    const outcome = await stage.untilOutcome(command);
    expect(outcome).toMatchObject({ ending: 'succeeded' });
    expect(coordinator.hellos[1]?.commands.map(({ commandId }) => commandId)).toEqual([command.commandId]);
    await stage.untilReceipts(command, ['profile', 'perf-script', 'snapshot']);
  });

  it('repeats an outcome in every hello until it is forgotten', async () => {
    await stage.startAgent();
    const { coordinator } = stage;
    const command = buildSnapshotCommand({ nodeUid: stage.nodeUid, durationMs: 200 });
    await stage.prepare(command);
    stage.commit(command);
    await stage.untilOutcome(command);
    coordinator.endSession();
    await vi.waitFor(() => expect(coordinator.hellos).toHaveLength(2), patience);
    expect(coordinator.hellos[1]?.outcomes).toMatchObject([{ ending: 'succeeded' }]);
    await stage.untilReceipts(command, ['snapshot']);
    await stage.forget(command);
    coordinator.endSession();
    await vi.waitFor(() => expect(coordinator.hellos).toHaveLength(3), patience);
    expect(coordinator.hellos[2]?.outcomes).toEqual([]);
    expect(coordinator.hellos[2]?.commands).toEqual([]);
  });

  it('answers clock probes, beats, and refuses a leader of an earlier epoch', async () => {
    await stage.startAgent();
    const { coordinator } = stage;
    coordinator.epoch = 7;
    coordinator.send({ kind: 'clockProbe', sentUs: 42 });
    await vi.waitFor(() => {
      expect(coordinator.heard).toContainEqual(
        expect.objectContaining({
          kind: 'clockReply',
          clockReply: expect.objectContaining({ probeSentUs: 42 }),
        }),
      );
      expect(coordinator.heard.some(({ kind }) => kind === 'heartbeat')).toBe(true);
    }, patience);
    coordinator.epoch = 6;
    const command = buildSnapshotCommand({ nodeUid: stage.nodeUid });
    coordinator.send({ kind: 'prepare', command });
    await vi.waitFor(() => expect(coordinator.hellos.length).toBeGreaterThan(1), patience);
    expect(coordinator.outcomesOf(command.commandId)).toEqual([]);
    expect(coordinator.statesOf(command.commandId)).toEqual([]);
  });

  it('follows a redirect and says hello there', async () => {
    await stage.startAgent();
    const { coordinator } = stage;
    const address = coordinator.address.replace('127.0.0.1', 'localhost');
    coordinator.send({ kind: 'redirect', address });
    await vi.waitFor(() => expect(coordinator.hellos).toHaveLength(2), patience);
    const command = buildSnapshotCommand({ nodeUid: stage.nodeUid, durationMs: 200 });
    await stage.prepare(command);
    stage.commit(command);
    expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'succeeded' });
  });

  it('answers a message that it does not know', async () => {
    await stage.startAgent();
    const { coordinator } = stage;
    coordinator.send({ kind: 'unknown' });
    await vi.waitFor(() => {
      expect(coordinator.heard.map(({ kind }) => kind)).toContain('unsupported');
    }, patience);
  });
});
