import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Cgroups, RunCgroup } from './cgroup.ts';
import { detectCgroups } from './detect.ts';

// These tests need root and this machine's own cgroups; they fail where one of them is missing.
const caps = {
  cpuPercent: 20,
  cpuRequestPercent: 10,
  memoryBytes: 64 << 20,
  memoryRequestBytes: 16 << 20,
  pids: 20,
  outputBytes: 0,
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

describe.each(['v1', 'as it is'] as const)('on this machine, cgroups %s', (mode) => {
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

  async function make(name: string): Promise<RunCgroup> {
    const result = await cgroups.create(name, caps);
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
    const result = await cgroups.create('refused', { ...caps, cpuPercent: 1e15 });
    expect(result).toMatchObject({ kind: 'failed', message: expect.stringContaining('refused the write') });
    expect(await cgroups.sweep()).toStrictEqual([]);
  });

  test('a tree that forks without end is killed as a whole', async () => {
    const cgroup = await make('forks');
    const child = runInside(cgroup, 'while :; do sleep 100 & sleep 0.01; done');
    await expect.poll(() => cgroup.isPopulated()).toBe(true);
    await expect
      .poll(async () => (await cgroup.readLimitEvents()).pidsDenied, { timeout: 5_000 })
      .toBeGreaterThan(0);
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
    const cgroup = await make('burns');
    runInside(cgroup, 'while :; do :; done');
    await expect
      .poll(async () => (await cgroup.readUsage()).throttledUs, { timeout: 5_000 })
      .toBeGreaterThan(50_000);
    expect((await cgroup.readUsage()).cpuUs).toBeGreaterThan(10_000);
    await cgroup.killAll();
    await cgroup.remove();
  });

  test('a successor sweeps what lives of its own instance only', async () => {
    const left = await make('left');
    const foreign = await detectCgroups({ instance: `${instance}-b`, procSelf });
    if (foreign.kind === 'unusable') throw new Error(foreign.message);
    await foreign.cgroups.create('theirs', caps);
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
