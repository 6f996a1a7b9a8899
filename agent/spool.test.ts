import { execFileSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { buildSnapshotCommand } from '../test/builders/command.ts';
import { buildDefaultCommand } from '../test/builders/default-command.ts';

// These tests need root, cgroups and perf.
vi.setConfig({ testTimeout: 90_000 });
const mebibyte = 1024 * 1024;
/** Takes little of the machine, and nothing is done with its file afterwards. */
const args = ['stat', '-a', '-i'];

/** A disk of its own for a spool, as small as is said; disposing of it takes it away. */
async function mountDisk(stage: AgentStage, sizeBytes: number): Promise<Disposable & { path: string }> {
  const path = join(stage.spool, 'disk');
  await mkdir(path);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'toe-test', path]);
  return { path, [Symbol.dispose]: () => void execFileSync('umount', ['--lazy', path]) };
}

describe('a spool whose disk becomes full', () => {
  it('stops what runs below its floor, with complete files and both figures', async () => {
    await using stage = await AgentStage.make();
    using disk = await mountDisk(stage, 96 * mebibyte);
    const agent = await stage.startAgent({
      TOE_SPOOL_DIR: disk.path,
      TOE_SPOOL_FLOOR: String(48 * mebibyte),
    });
    const command = buildDefaultCommand({ nodeUid: stage.nodeUid, tool: 'perf', args, durationMs: 600_000 });
    await stage.prepare(command);
    stage.commit(command);
    await stage.untilUnderWay(command);
    await writeFile(join(disk.path, 'ballast'), Buffer.alloc(64 * mebibyte));
    const outcome = await stage.untilOutcome(command);
    expect(outcome).toMatchObject({ ending: 'spoolFull', reason: 'SpoolFull', cause: 'spoolFull' });
    expect(outcome.message).toMatch(/^The spool's disk has [0-9.]+ MiB free: at least 48.0 MiB is needed$/);
    expect(outcome.artifacts[0]).toMatchObject({ required: true, complete: true });
    await stage.untilReceipts(command, [command.outputs[0]?.name ?? '']);
    await agent.stop();
  });

  it('ends what runs when nothing can be written any more, and serves on', async () => {
    await using stage = await AgentStage.make();
    using disk = await mountDisk(stage, 64 * mebibyte);
    const agent = await stage.startAgent(
      { TOE_SPOOL_DIR: disk.path, TOE_SPOOL_FLOOR: '1' },
      { drainGraceMs: 500 },
    );
    const command = buildDefaultCommand({ nodeUid: stage.nodeUid, tool: 'perf', args, durationMs: 600_000 });
    await stage.prepare(command);
    stage.commit(command);
    await stage.untilUnderWay(command);
    const ballast = join(disk.path, 'ballast');
    await writeFile(ballast, Buffer.alloc(64 * mebibyte)).catch(() => undefined);
    expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'spoolFull', cause: 'spoolFull' });
    await writeFile(ballast, '');
    const next = buildSnapshotCommand({ nodeUid: stage.nodeUid, runUid: 'run-2', durationMs: 200 });
    await stage.prepare(next);
    stage.commit(next);
    expect(await stage.untilOutcome(next)).toMatchObject({ ending: 'succeeded' });
    await agent.stop();
  });
});

describe('a spool that holds more than it may', () => {
  const build = (stage: AgentStage, run: number) =>
    buildSnapshotCommand({ nodeUid: stage.nodeUid, runUid: `run-${run}`, durationMs: 200 });
  const capture = async (stage: AgentStage, run: number): Promise<void> => {
    const command = build(stage, run);
    await stage.prepare(command);
    stage.commit(command);
    expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'succeeded' });
  };
  const refusal = async (stage: AgentStage, run: number): Promise<unknown> => {
    const command = build(stage, run);
    stage.coordinator.send({ kind: 'prepare', command });
    return await stage.untilOutcome(command);
  };
  const full = {
    ending: 'refused',
    reason: 'SpoolFull',
    message: expect.stringMatching(
      /^Cannot start: the spool holds [0-9.]+ (B|KiB) of files that are not delivered: at most 1000 B may wait \(TOE_SPOOL_LIMIT\)/,
    ),
  };

  it('begins nothing until files are delivered, whatever agent it is, and drops none', async () => {
    await using stage = await AgentStage.make();
    const { coordinator } = stage;
    coordinator.takesUploads = false;
    const first = await stage.startAgent({ TOE_SPOOL_LIMIT: '1000' }, { drainGraceMs: 500 });
    await capture(stage, 1);
    expect(await refusal(stage, 2)).toMatchObject(full);
    await first.stop();
    await stage.startAgent({ TOE_SPOOL_LIMIT: '1000' });
    expect(await refusal(stage, 3)).toMatchObject(full);
    coordinator.takesUploads = true;
    await stage.untilReceipts(build(stage, 1), ['snapshot']);
    await expect.poll(() => readdir(join(stage.spool, build(stage, 1).commandId, 'run'))).toEqual([]);
    await capture(stage, 4);
  });

  it('counts what nobody takes', async () => {
    await using stage = await AgentStage.make();
    stage.coordinator.knowsRuns = false;
    await stage.startAgent({ TOE_SPOOL_LIMIT: '1000' });
    await capture(stage, 1);
    await stage.forget(build(stage, 1));
    expect(await readdir(join(stage.spool, 'undelivered'))).toHaveLength(1);
    expect(await refusal(stage, 2)).toMatchObject(full);
  });
});
