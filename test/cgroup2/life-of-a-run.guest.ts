import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cgroups } from '../../shared/cgroup/cgroup.ts';
import { readFlatKey } from '../../shared/cgroup/cgroup-files.ts';
import { detectCgroups } from '../../shared/cgroup/detect.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { neverAborted, openStage, removeCgroups } from '../builders/tool-stage.ts';
import { findProcesses } from '../builders/toy-tool.ts';

const toy = '/toy';
/** Little: between memory.high and the limit the kernel lets a run wait up to 2 s for every 256 KiB. */
const littleBytes = 4 << 20;
const noCaps = {
  cpuPercent: 0,
  cpuRequestPercent: 0,
  memoryBytes: 0,
  memoryRequestBytes: 0,
  pids: 0,
  outputBytes: 0,
  readBytesPerSecond: 0,
  writeBytesPerSecond: 0,
};
const instance = 'life-of-a-run';
let cgroups: Cgroups;

beforeAll(async () => {
  const found = await detectCgroups({ instance });
  if (found.kind === 'unusable') throw new Error(found.message);
  cgroups = found.cgroups;
});

afterAll(() => removeCgroups(instance));

const read = (cgroup: { readonly applied: { readonly cgroup: string } }, file: string) =>
  readFile(join(cgroup.applied.cgroup, file), 'utf8');

test('the guest has cgroup v2 alone, with every controller that a run needs', async () => {
  expect(cgroups.mode).toBe('v2');
  const controllers = (await readFile('/sys/fs/cgroup/cgroup.controllers', 'utf8')).trim().split(' ');
  expect(controllers).toEqual(expect.arrayContaining(['cpu', 'memory', 'pids', 'io']));
});

test('a memory hog ends at its limit inside its own cgroup', async () => {
  const bystander = spawn('sleep', ['1000']);
  await using stage = await openStage(cgroups, toy, { memoryBytes: littleBytes });
  const ending = await stage.run(['hog'], { durationMs: 50_000 });
  expect(ending).toMatchObject({ ending: 'memoryLimit', reason: 'MemoryLimit' });
  expect(ending.usage.oomKills).toBeGreaterThan(0);
  expect(ending.usage.memoryPeakBytes).toBeLessThanOrEqual(littleBytes);
  expect(bystander.exitCode ?? bystander.signalCode).toBe(null);
  bystander.kill();
  await once(bystander, 'exit');
});

test('the kernel kills a run that is out of memory as a whole', async () => {
  await using stage = await openStage(cgroups, toy, { memoryBytes: littleBytes });
  const { cgroup } = stage;
  const script = `echo 0 >${cgroup.joinFiles[0]}; ${toy} wait & ${toy} wait & exec ${toy} hog`;
  const child = spawn('sh', ['-c', script], { stdio: 'ignore' });
  expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
  await expect.poll(() => cgroup.isPopulated(), { timeout: 10_000 }).toBe(false);
  expect((await cgroup.readLimitEvents()).oomKills).toBeGreaterThanOrEqual(3);
});

test('a tool that forks to its limit of processes and fails is told from a failed tool', async () => {
  await using stage = await openStage(cgroups, toy);
  const ending = await stage.run(['fork-until-refused']);
  expect(ending).toMatchObject({ ending: 'pidsLimit', reason: 'PidsLimit', exitCode: 3 });
});

test('runs of a tool that forks daemons leave no process behind', async () => {
  for (let index = 0; index < 5; index += 1) {
    await using stage = await openStage(cgroups, toy);
    expect(await stage.run(['fork'])).toMatchObject({ ending: 'succeeded', exitCode: 0 });
    expect(await stage.cgroup.isPopulated()).toBe(false);
  }
  expect(await findProcesses(toy)).toStrictEqual([]);
});

test('memory is reclaimed below the limit while a tool runs, and no more once it is told to stop', async () => {
  await using stage = await openStage(cgroups, toy);
  const tool = await stage.prepare(
    stage.makeRequest(['ignore-sigterm'], {
      durationMs: 1_000,
      stop: { signal: 'SIGTERM', graceMs: 3_000 },
    }),
  );
  const high = Math.floor((64 << 20) * 0.85);
  expect(Number(await read(stage.cgroup, 'memory.high'))).toBe(high - (high % 4_096));
  const running = tool.run(systemClock.monotonicUs(), neverAborted, () => undefined);
  await expect.poll(() => read(stage.cgroup, 'memory.high'), { timeout: 20_000 }).toBe('max\n');
  expect(Number(await read(stage.cgroup, 'memory.max'))).toBe(64 << 20);
  expect(await running).toMatchObject({ ending: 'timedOut', reason: 'GraceExceeded', signal: 'SIGKILL' });
});

test('a tool that writes more than its memory holds is made to wait, and completes', async () => {
  await using stage = await openStage(cgroups, toy, { memoryBytes: littleBytes });
  const sizeBytes = 3 * littleBytes;
  const ending = await stage.run(['say', String(sizeBytes)], { stdoutFile: 'said', durationMs: 50_000 });
  expect(ending).toMatchObject({ ending: 'succeeded' });
  expect((await stat(join(stage.directory, 'said'))).size).toBe(sizeBytes);
  expect(ending.usage.oomKills).toBe(0);
  expect(readFlatKey(await read(stage.cgroup, 'memory.events'), 'high')).toBeGreaterThan(0);
});

test('what goes through the page cache counts and is held to the bandwidth, too', async () => {
  const made = await cgroups.create('buffered', { ...noCaps, writeBytesPerSecond: 2 << 20 }, tmpdir());
  if (made.kind === 'failed') throw new Error(made.message);
  const { cgroup } = made;
  const file = join(tmpdir(), 'buffered');
  const script = `echo 0 >${cgroup.joinFiles[0]}; dd if=/dev/zero of=${file} bs=256k count=16 conv=fsync`;
  const started = performance.now();
  const child = spawn('sh', ['-c', script], { stdio: 'ignore' });
  expect(await once(child, 'exit')).toStrictEqual([0, null]);
  expect(performance.now() - started).toBeGreaterThan(1_000);
  expect((await cgroup.readUsage()).ioWrittenBytes).toBeGreaterThanOrEqual(4 << 20);
  await cgroup.remove();
  await rm(file);
});

test('a tool whose cgroup is removed under it is stopped, and the run does not count as limited', async () => {
  await using stage = await openStage(cgroups, toy);
  const tool = await stage.prepare(stage.makeRequest(['wait'], { durationMs: 50_000 }));
  const running = tool.run(systemClock.monotonicUs(), neverAborted, () => undefined);
  await expect.poll(async () => (await findProcesses(toy)).length, { timeout: 20_000 }).toBe(1);
  for (const pid of await findProcesses(toy)) await writeFile('/sys/fs/cgroup/cgroup.procs', pid);
  await rmdir(stage.cgroup.applied.cgroup);
  expect(await running).toMatchObject({
    ending: 'failed',
    reason: 'CgroupFailed',
    message: expect.stringContaining(`its cgroup "${stage.cgroup.applied.cgroup}" was removed`),
  });
  expect(await findProcesses(toy)).toStrictEqual([]);
});
