import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Command } from '../shared/domain/command.ts';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { buildDefaultCommand } from '../test/builders/default-command.ts';
import { type Meanness, type MeanTools, makeMeanTools } from '../test/builders/mean-tools.ts';
import { type MountedSpool, mountBreakable, mountTmpfs } from '../test/builders/mounted-spool.ts';

// These tests need root, cgroups, cc, mkfs.ext4 and a loop device; they fail where one of them is missing.
const mebibyte = 1 << 20;
const limitMs = 90_000;
const patience = { timeout: 20_000, interval: 20 };
let runs = 0;
let tools: MeanTools;
beforeAll(async () => {
  tools = await makeMeanTools(0);
});
afterAll(() => tools[Symbol.asyncDispose]());

/** An agent whose spool is a file system of its own. */
async function withSpool(
  mountAt: (directory: string) => Promise<MountedSpool>,
  floorBytes: number,
  work: (stage: AgentStage, spool: MountedSpool) => Promise<void>,
): Promise<void> {
  await using stage = await AgentStage.make();
  await using spool = await mountAt(stage.spool);
  const agent = await stage.startAgent({ TOE_SPOOL_FLOOR: String(floorBytes) });
  try {
    await vi.waitFor(async () => expect(await readdir(stage.spool)).toContain('epoch'));
    await work(stage, spool);
  } finally {
    await agent.stop();
  }
}

async function build(stage: AgentStage, what: Meanness): Promise<Command> {
  runs += 1;
  const isGood = what === 'none';
  const tool = isGood ? 'vmstat' : 'perf';
  const args = isGood ? [] : ['record', '-a', '-g', '-e', 'cpu-clock'];
  const binary = { source: 'host', path: await tools.make(tool, what), sha256: [] } as const;
  const durationMs = isGood ? 300 : 60_000;
  return buildDefaultCommand({
    nodeUid: stage.nodeUid,
    tool,
    args,
    runUid: `run-${runs}`,
    durationMs,
    binary,
  });
}

async function start(stage: AgentStage, what: Meanness): Promise<Command> {
  const command = await build(stage, what);
  await stage.prepare(command);
  stage.commit(command);
  return command;
}

/** Everything of the command is delivered and forgotten, and a good run gives its file. */
async function expectServesOn(stage: AgentStage, before: Command): Promise<void> {
  const { artifacts } = await stage.untilOutcome(before);
  await stage.untilReceipts(
    before,
    artifacts.map(({ artifactId }) => artifactId),
  );
  await stage.forget(before);
  const command = await start(stage, 'none');
  expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'succeeded', message: '' });
  expect((await stage.readStored(command, 'report')).toString()).toBe('well behaved\n');
  await stage.forget(command);
  expect((await readdir(stage.spool)).toSorted()).toEqual(['epoch', 'probe', 'tombstones.ndjson']);
}

it(
  'a tool that fills the disk leaves room for its outcome, and what it wrote is delivered as partial',
  async () => {
    await withSpool(
      (directory) => mountTmpfs(directory, 8 * mebibyte),
      1,
      async (stage) => {
        const command = await start(stage, 'fills-the-disk');
        const outcome = await stage.untilOutcome(command);
        expect(outcome.message).toContain('No space left on device');
        const profile = outcome.artifacts.find(({ artifactId }) => artifactId === 'profile');
        expect(profile).toMatchObject({ complete: false });
        expect(profile?.sizeBytes).toBeGreaterThan(7 * mebibyte);
        expect(await stage.readStored(command, 'profile')).toHaveLength(profile?.sizeBytes ?? 0);
        await expectServesOn(stage, command);
      },
    );
  },
  limitMs,
);

it(
  'a disk that falls below its floor stops the tool before it is full',
  async () => {
    await withSpool(
      (directory) => mountTmpfs(directory, 32 * mebibyte),
      24 * mebibyte,
      async (stage) => {
        const command = await start(stage, 'writes-on');
        const outcome = await stage.untilOutcome(command);
        expect(outcome).toMatchObject({ ending: 'spoolFull', reason: 'SpoolFull', signal: 'SIGTERM' });
        expect(outcome.message).toContain('at least 24.0 MiB is needed');
        expect(outcome.artifacts.map(({ artifactId }) => artifactId)).toContain('profile');
        await expectServesOn(stage, command);
      },
    );
  },
  limitMs,
);

it(
  'a command on a read-only spool is refused, and the next one carried out once that is mended',
  async () => {
    await withSpool(
      (directory) => mountTmpfs(directory, 8 * mebibyte),
      1,
      async (stage, spool) => {
        await spool.makeReadOnly();
        const command = await build(stage, 'none');
        stage.coordinator.send({ kind: 'prepare', command });
        const outcome = await stage.untilOutcome(command);
        expect(outcome).toMatchObject({ ending: 'refused', reason: 'SpoolNotWritable', artifacts: [] });
        expect(outcome.message).toContain('EROFS');
        await spool.makeWritable();
        await expectServesOn(stage, command);
      },
    );
  },
  limitMs,
);

it(
  'a new leader is not obeyed while it cannot be noted, and is once that is mended',
  async () => {
    await withSpool(
      (directory) => mountTmpfs(directory, 8 * mebibyte),
      1,
      async (stage, spool) => {
        const { coordinator } = stage;
        await spool.makeReadOnly();
        coordinator.epoch = 9;
        const hellos = coordinator.hellos.length;
        coordinator.endSession();
        await vi.waitFor(() => expect(coordinator.hellos.length).toBeGreaterThan(hellos + 1), patience);
        await spool.makeWritable();
        await vi.waitFor(async () => {
          expect(await readFile(join(stage.spool, 'epoch'), 'utf8')).toBe('9\n');
        }, patience);
        const command = await start(stage, 'none');
        expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'succeeded' });
        await expectServesOn(stage, command);
      },
    );
  },
  limitMs,
);

it(
  'a new leader is obeyed on a full disk',
  async () => {
    await withSpool(
      (directory) => mountTmpfs(directory, 8 * mebibyte),
      0,
      async (stage) => {
        const { coordinator } = stage;
        await expect(writeFile(join(stage.spool, 'filler'), Buffer.alloc(9 * mebibyte))).rejects.toThrow(
          'ENOSPC',
        );
        coordinator.epoch = 9;
        coordinator.endSession();
        await vi.waitFor(() => expect(coordinator.hellos.length).toBeGreaterThan(1), patience);
        const command = await build(stage, 'none');
        coordinator.send({ kind: 'prepare', command });
        expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'spoolFull', reason: 'SpoolFull' });
        expect(await readFile(join(stage.spool, 'epoch'), 'utf8')).toBe('9\n');
        await rm(join(stage.spool, 'filler'));
        await expectServesOn(stage, command);
      },
    );
  },
  limitMs,
);

it(
  'a spool that becomes read-only in mid-run ends the run, says why, and takes no other',
  async () => {
    await withSpool(
      (directory) => mountBreakable(directory, 16 * mebibyte),
      1,
      async (stage, spool) => {
        const command = await start(stage, 'writes-on');
        await stage.untilUnderWay(command);
        await spool.makeReadOnly();
        const outcome = await stage.untilOutcome(command);
        expect(outcome).toMatchObject({ ending: 'failed', reason: 'SpoolNotWritable' });
        expect(outcome.message).toContain('EROFS');
        expect(outcome.startedMonotonicUs).toBeGreaterThan(0);
        expect(await tools.findProcesses()).toEqual([]);
        const next = await build(stage, 'none');
        stage.coordinator.send({ kind: 'prepare', command: next });
        expect(await stage.untilOutcome(next)).toMatchObject({
          ending: 'refused',
          reason: 'SpoolNotWritable',
        });
        expect(stage.coordinator.isConnected()).toBe(true);
      },
    );
  },
  limitMs,
);
