import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Caps } from '../domain/command.ts';
import type { Cgroups, RunCgroup } from './cgroup.ts';
import { readFlatKey } from './cgroup-files.ts';
import { detectCgroups } from './detect.ts';

// These tests need root, this machine's own cgroups and a temporary directory on a disk; they fail where one of them is
// missing. They run on v1 or hybrid where `npm test` does, and on v2 in the guest of `npm run test:cgroup2`.
const caps = {
  cpuPercent: 20,
  cpuRequestPercent: 10,
  memoryBytes: 64 << 20,
  memoryRequestBytes: 16 << 20,
  pids: 20,
  outputBytes: 0,
  readBytesPerSecond: 0,
  writeBytesPerSecond: 0,
};
const instance = `test-${process.pid}`;
let cgroups: Cgroups;
let procSelf: string;

/** The own process as procfs shows it; without the v2 mount where `mode` is v1, so that the freezer has to kill. */
async function imitateProcSelf(mode: 'v1' | 'as it is'): Promise<void> {
  procSelf = await mkdtemp(join(tmpdir(), 'toe-proc-'));
  const mountinfo = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
  const kept = mode === 'v1' ? mountinfo.filter((line) => !line.includes(' - cgroup2 ')) : mountinfo;
  await writeFile(join(procSelf, 'mountinfo'), kept.join('\n'));
  await writeFile(join(procSelf, 'cgroup'), await readFile('/proc/self/cgroup'));
}

const hasV1 = readFileSync('/proc/self/cgroup', 'utf8').includes(':memory:');
const modes = hasV1 ? (['v1', 'as it is'] as const) : (['as it is'] as const);

describe.each(modes)('on this machine, cgroups %s', (mode) => {
  beforeEach(async () => {
    await imitateProcSelf(mode);
    const found = await detectCgroups({ instance, procSelf });
    if (found.kind === 'unusable') throw new Error(found.message);
    cgroups = found.cgroups;
  });

  afterEach(async () => {
    const successor = await detectCgroups({ instance, procSelf });
    if (successor.kind === 'unusable') throw new Error(successor.message);
    await successor.cgroups.sweep();
    await successor.cgroups.close();
    await rm(procSelf, { recursive: true });
  });

  async function make(name: string, changes: Partial<Caps> = {}): Promise<RunCgroup> {
    const result = await cgroups.create(name, { ...caps, ...changes }, tmpdir());
    if (result.kind === 'failed') throw new Error(result.message);
    return result.cgroup;
  }

  /** A shell that joins and then runs `script`. */
  function runInside(cgroup: RunCgroup, script: string): ChildProcess {
    const join = 'while [ "$1" != -- ]; do echo 0 >"$1"; shift; done; eval "$2"';
    return spawn('sh', ['-c', join, 'join', ...cgroup.joinFiles, '--', script], { stdio: 'ignore' });
  }

  test('the mode is one that fits the mounts', () => {
    expect(mode === 'v1' ? ['v1'] : ['v1', 'v2', 'hybrid']).toContain(cgroups.mode);
  });

  test('limits are applied as read back, and removing leaves nothing', async () => {
    const cgroup = await make('limits');
    expect(cgroup.applied).toMatchObject({
      cpuPercent: 20,
      memoryBytes: 64 << 20,
      pids: 20,
    });
    const directories = cgroup.joinFiles.map((file) => file.replace('/cgroup.procs', ''));
    const requestFile = cgroups.mode === 'v2' ? 'memory.low' : 'memory.soft_limit_in_bytes';
    expect(await readFile(join(cgroup.applied.cgroup, requestFile), 'utf8')).toBe(`${16 << 20}\n`);
    expect(directories.every((directory) => existsSync(directory))).toBe(true);
    await cgroup.remove();
    await cgroup.remove();
    expect(directories.some((directory) => existsSync(directory))).toBe(false);
  });

  test('a limit that the kernel refuses fails and leaves nothing', async () => {
    const result = await cgroups.create('refused', { ...caps, cpuPercent: 1e15 }, tmpdir());
    expect(result).toMatchObject({ kind: 'failed', message: expect.stringContaining('refused the write') });
    expect(await cgroups.sweep()).toStrictEqual([]);
  });

  test('a tree that forks without end is killed as a whole', async () => {
    const cgroup = await make('forks');
    const child = runInside(cgroup, 'while :; do sleep 100 & sleep 0.01; done');
    await expect.poll(() => cgroup.isPopulated()).toBe(true);
    await expect
      .poll(async () => (await cgroup.readLimitEvents()).pidsDenied, { timeout: 20_000 })
      .toBeGreaterThan(0);
    expect(
      (await readFile(String(cgroup.joinFiles[0]), 'utf8')).trim().split('\n').length,
    ).toBeLessThanOrEqual(20);
    await cgroup.killAll();
    expect(await cgroup.isPopulated()).toBe(false);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await cgroup.remove();
  });

  test('a signal reaches every process of the run but one', async () => {
    const cgroup = await make('told');
    const child = runInside(cgroup, 'sleep 100 & sleep 100 & wait; exit 7');
    const procs = String(cgroup.joinFiles[0]);
    await expect.poll(async () => (await readFile(procs, 'utf8')).trim().split('\n').length).toBe(3);
    const exited = once(child, 'exit');
    expect(await cgroup.signalOthers(Number(child.pid), 'SIGTERM')).toBe(2);
    expect((await exited)[0]).toBe(7);
    expect(await cgroup.signalOthers(0, 'SIGTERM')).toBe(0);
    await cgroup.remove();
  });

  test('cpu is throttled to its quota and counted', async () => {
    // Little, and a weight that gets it, so that it is used up on a busy machine too.
    const cgroup = await make('burns', { cpuPercent: 5, cpuRequestPercent: 400 });
    const stat = cgroup.joinFiles.map((file) => file.replace('cgroup.procs', 'cpu.stat')).find(existsSync);
    const count = async (key: string) => readFlatKey(await readFile(String(stat), 'utf8'), key);
    runInside(cgroup, 'while :; do :; done');
    await expect.poll(() => count('nr_throttled'), { timeout: 20_000 }).toBeGreaterThanOrEqual(20);
    await cgroup.killAll();
    const usage = await cgroup.readUsage();
    const quotaUs = 5_000;
    // By the kernel's own count of periods, so that a busy machine makes no difference.
    expect(usage.cpuUs).toBeLessThan((await count('nr_periods')) * quotaUs * 1.05);
    expect(usage.cpuUs).toBeGreaterThan((await count('nr_throttled')) * quotaUs * 0.95);
    expect(usage.throttledUs).toBeGreaterThan(50_000);
    await cgroup.remove();
  });

  test('disk bandwidth is read back and holds, and the bytes are counted', async () => {
    const bandwidth = { readBytesPerSecond: 4 << 20, writeBytesPerSecond: 2 << 20 };
    const cgroup = await make('writes', bandwidth);
    expect(cgroup.applied).toMatchObject(bandwidth);
    const file = join(procSelf, 'file');
    const started = performance.now();
    const child = runInside(cgroup, `dd if=/dev/zero of=${file} bs=256k count=16 oflag=direct`);
    expect(await once(child, 'exit')).toStrictEqual([0, null]);
    // 4 MiB take two seconds, of which the first slice is let through at once.
    expect(performance.now() - started).toBeGreaterThan(1_000);
    const reader = runInside(cgroup, `dd if=${file} of=/dev/null bs=256k iflag=direct`);
    expect(await once(reader, 'exit')).toStrictEqual([0, null]);
    const usage = await cgroup.readUsage();
    expect(usage.ioWrittenBytes).toBeGreaterThanOrEqual(4 << 20);
    expect(usage.ioReadBytes).toBeGreaterThanOrEqual(4 << 20);
    await cgroup.remove();
  });

  test('a process that waits for its turn at the disk is killed at once', async () => {
    const cgroup = await make('waits', { writeBytesPerSecond: 64 << 10 });
    const file = join(procSelf, 'file');
    const child = runInside(cgroup, `dd if=/dev/zero of=${file} bs=4M count=1 oflag=direct`);
    await expect.poll(() => readChildState(child), { timeout: 10_000 }).toBe('(dd) D');
    const exited = once(child, 'exit');
    await cgroup.killAll();
    await exited;
    expect(await cgroup.isPopulated()).toBe(false);
    await cgroup.remove();
  });

  test('a limit of disk bandwidth fails where the run is on no disk', async () => {
    const limited = { ...caps, readBytesPerSecond: 1 << 20 };
    expect(await cgroups.create('no-disk', limited, '/proc')).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/"\/proc" lies on no disk of its own.*put the spool on a disk, or take/),
    });
    expect(await cgroups.sweep()).toStrictEqual([]);
  });

  test('removing waits for a process that is about to end', async () => {
    const cgroup = await make('ends');
    const child = runInside(cgroup, 'sleep 0.1');
    await expect.poll(() => cgroup.isPopulated()).toBe(true);
    await cgroup.remove();
    expect(await cgroup.exists()).toBe(false);
    if (child.exitCode === null) await once(child, 'exit');
  });

  test('a run whose directories somebody removed can still be read, killed and removed', async () => {
    const cgroup = await make('gone');
    expect(await cgroup.exists()).toBe(true);
    for (const file of cgroup.joinFiles) await rmdir(file.replace('/cgroup.procs', ''));
    expect(await cgroup.exists()).toBe(false);
    expect(await cgroup.readUsage()).toMatchObject({ cpuUs: 0, memoryPeakBytes: 0, ioReadBytes: 0 });
    expect(await cgroup.readLimitEvents()).toStrictEqual({ oomKills: 0, pidsDenied: 0 });
    await cgroup.easeForStop();
    await cgroup.killAll();
    await cgroup.remove();
  });

  test('a successor sweeps what lives of its own instance only', async () => {
    const left = await make('left');
    const foreign = await detectCgroups({ instance: `${instance}-b`, procSelf });
    if (foreign.kind === 'unusable') throw new Error(foreign.message);
    await foreign.cgroups.create('theirs', caps, tmpdir());
    const child = runInside(left, 'sleep 100');
    await expect.poll(() => left.isPopulated()).toBe(true);
    const successor = await detectCgroups({ instance, procSelf });
    if (successor.kind === 'unusable') throw new Error(successor.message);
    const exited = once(child, 'exit');
    expect(await successor.cgroups.sweep()).toStrictEqual(['left']);
    expect((await exited)[1]).toBe('SIGKILL');
    const later = await detectCgroups({ instance: `${instance}-b`, procSelf });
    if (later.kind === 'unusable') throw new Error(later.message);
    expect(await later.cgroups.sweep()).toStrictEqual(['theirs']);
    await later.cgroups.close();
  });
});

/** Name and state of what the process started, as `(dd) D`; proc_pid_stat(5). */
async function readChildState({ pid }: ChildProcess): Promise<string> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  if (children === '') return '';
  const stat = await readFile(`/proc/${children.trim().split(' ')[0]}/stat`, 'utf8');
  return stat.split(' ').slice(1, 3).join(' ');
}

test('a user without the right to write learns what would help', async () => {
  const module = JSON.stringify(join(import.meta.dirname, 'detect.ts'));
  const script = `import(${module}).then(async ({ detectCgroups }) =>
    process.stdout.write(JSON.stringify(await detectCgroups({ instance: 'nobody' }))))`;
  const child = spawn('node', ['-e', script], {
    uid: 65_534,
    gid: 65_534,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const text = Buffer.concat(await child.stdout.toArray()).toString();
  expect(JSON.parse(text)).toStrictEqual({
    kind: 'unusable',
    message: expect.stringMatching(/^Cannot use cgroups: EACCES.*: run as root, or /),
  });
});
