import { expect, test } from 'vitest';
import { ImitatedCgroupFiles } from '../../test/fakes/imitated-cgroup-files.ts';
import type { Cgroups } from './cgroup.ts';
import { detectCgroups } from './detect.ts';

const caps = {
  cpuPercent: 50,
  cpuRequestPercent: 10,
  memoryBytes: 64 << 20,
  memoryRequestBytes: 16 << 20,
  pids: 20,
  outputBytes: 5,
  readBytesPerSecond: 0,
  writeBytesPerSecond: 0,
};
const top = '/sys/fs/cgroup';

function imitate(ownPath: string, pids: readonly number[]): ImitatedCgroupFiles {
  const files = new ImitatedCgroupFiles();
  files.files.set('/p/mountinfo', `31 23 0:28 / ${top} rw,relatime - cgroup2 cgroup2 rw\n`);
  files.files.set('/p/cgroup', `0::${ownPath}\n`);
  files.addCgroup(top);
  files.populate(top, [1]);
  if (ownPath === '/') return files;
  files.addCgroup(`${top}${ownPath}`);
  files.populate(`${top}${ownPath}`, pids);
  return files;
}

async function detect(files: ImitatedCgroupFiles, instance = 'a'): Promise<Cgroups> {
  const found = await detectCgroups({ instance, procSelf: '/p', files, pid: 42 });
  if (found.kind === 'unusable') throw new Error(found.message);
  return found.cgroups;
}

test('an agent alone in its cgroup moves to a leaf and puts its runs below its own cgroup', async () => {
  const files = imitate('/pod', [42]);
  const cgroups = await detect(files);
  const result = await cgroups.create('run-1', caps, '/run');
  if (result.kind === 'failed') throw new Error(result.message);
  expect(cgroups.mode).toBe('v2');
  expect(await files.read(`${top}/pod/toe-agent/cgroup.procs`)).toBe('42\n');
  expect(result.cgroup.joinFiles).toStrictEqual([`${top}/pod/toe/a/run-1/cgroup.procs`]);
  expect(await files.read(`${top}/pod/toe/a/cgroup.subtree_control`)).toBe('memory cpu pids io\n');
  expect(await files.read(`${top}/pod/toe/a/run-1/memory.max`)).toBe(`${64 << 20}\n`);
  expect(await files.read(`${top}/pod/toe/a/run-1/memory.low`)).toBe(`${16 << 20}\n`);
  expect(await files.read(`${top}/pod/toe/a/run-1/memory.swap.max`)).toBe('0\n');
  expect(result.cgroup.applied).toStrictEqual({
    cgroup: `${top}/pod/toe/a/run-1`,
    cpuPercent: 50,
    memoryBytes: 64 << 20,
    pids: 20,
    outputBytes: 5,
    readBytesPerSecond: 0,
    writeBytesPerSecond: 0,
  });
  expect(await files.read(`${top}/pod/toe/a/run-1/io.weight`)).toBe('default 4\n');
  expect(await files.read(`${top}/pod/toe-agent/memory.max`)).toBe(`${512 << 20}\n`);
  expect(await files.read(`${top}/pod/toe-agent/cpu.weight`)).toBe('400\n');
});

test('an agent among other processes puts its runs below the top of the mount', async () => {
  const files = imitate('/user.slice/session-1.scope', [41, 42]);
  const result = await (await detect(files)).create('r', caps, '/run');
  expect(result).toMatchObject({ kind: 'created', cgroup: { joinFiles: [`${top}/toe/a/r/cgroup.procs`] } });
});

test('a limit that did not stick fails with the file and both values, and leaves nothing', async () => {
  const files = imitate('/pod', [42]);
  const cgroups = await detect(files);
  files.deafFiles.add('pids.max');
  expect(await cgroups.create('r', caps, '/run')).toStrictEqual({
    kind: 'failed',
    message: `Cannot make cgroup "r": "${top}/pod/toe/a/r/pids.max" was written "20" and reads "max"`,
  });
  expect(await files.listDirectories(`${top}/pod/toe/a`)).toStrictEqual([]);
});

test('usage and limit events come from the run, and killing empties it', async () => {
  const files = imitate('/pod', [42]);
  const result = await (await detect(files)).create('r', caps, '/run');
  if (result.kind === 'failed') throw new Error(result.message);
  const directory = `${top}/pod/toe/a/r`;
  files.populate(directory, [100, 101]);
  files.files.set(`${directory}/memory.events`, 'oom 1\noom_kill 2\n');
  files.files.set(`${directory}/pids.events`, 'max 3\n');
  expect(await result.cgroup.readUsage()).toStrictEqual({
    cpuUs: 1_500,
    throttledUs: 700,
    memoryPeakBytes: 4_096,
    oomKills: 2,
    pidsDenied: 3,
    ioReadBytes: 4_196,
    ioWrittenBytes: 512,
  });
  expect(await result.cgroup.readLimitEvents()).toStrictEqual({ oomKills: 2, pidsDenied: 3 });
  expect(await result.cgroup.isPopulated()).toBe(true);
  await result.cgroup.killAll();
  expect(await result.cgroup.isPopulated()).toBe(false);
  await result.cgroup.remove();
  expect(await files.exists(directory)).toBe(false);
});

test('sweeping kills and removes what an earlier agent of the same instance left, and nothing else', async () => {
  const files = imitate('/pod', [42]);
  const earlier = await detect(files);
  files.files.set('/p/cgroup', '0::/pod/toe-agent\n');
  files.populate(`${top}/pod/toe-agent`, [42]);
  const other = await detect(files, 'b');
  await earlier.create('left', caps, '/run');
  await other.create('foreign', caps, '/run');
  files.populate(`${top}/pod/toe/a/left`, [7]);
  const successor = await detect(files);
  await successor.create('mine', caps, '/run');
  expect(await successor.sweep()).toStrictEqual(['left']);
  expect(await files.listDirectories(`${top}/pod/toe/a`)).toStrictEqual(['mine']);
  expect(await files.listDirectories(`${top}/pod/toe/b`)).toStrictEqual(['foreign']);
});

test.each([
  ['EACCES', 'run as root'],
  ['EROFS', 'run as root'],
  ['EBUSY', 'a cgroup of its own'],
])('a refusal with %s is unusable, with what would help', async (refusal, remedy) => {
  const files = imitate('/session', [41, 42]);
  files.refusal = refusal;
  const found = await detectCgroups({ instance: 'a', procSelf: '/p', files, pid: 42 });
  expect(found).toMatchObject({ kind: 'unusable', message: expect.stringContaining(remedy) });
});

test('a mount that is no cgroup file system is never written to', async () => {
  const files = imitate('/session', [41, 42]);
  files.magic = 0xef53;
  const before = files.directories.size;
  const found = await detectCgroups({ instance: 'a', procSelf: '/p', files, pid: 42 });
  expect(found).toMatchObject({ kind: 'unusable', message: expect.stringContaining('magic 0xef53') });
  expect(files.directories.size).toBe(before);
});

test('controllers that are missing are named', async () => {
  const files = imitate('/session', [41, 42]);
  files.files.set(`${top}/cgroup.controllers`, 'cpu hugetlb\n');
  const found = await detectCgroups({ instance: 'a', procSelf: '/p', files, pid: 42 });
  expect(found).toMatchObject({ kind: 'unusable', message: expect.stringContaining('no memory, pids') });
});

test('without the io controller runs go on, but none that is to be limited in disk bandwidth', async () => {
  const files = imitate('/session', [41, 42]);
  files.files.set(`${top}/cgroup.controllers`, 'cpu memory pids\n');
  const cgroups = await detect(files);
  expect(await cgroups.create('r', caps, '/run')).toMatchObject({ kind: 'created' });
  expect(await cgroups.create('s', { ...caps, readBytesPerSecond: 1 << 20 }, '/run')).toStrictEqual({
    kind: 'failed',
    message:
      'Cannot make cgroup "s": disk bandwidth is to be limited and no hierarchy has the controller io (v2) or blkio (v1): enable it, or take readBytesPerSecond and writeBytesPerSecond out of the limits',
  });
});

test('easing for the stop gives a run its memory up to the limit, and killing gives it the disk', async () => {
  const files = imitate('/pod', [42]);
  const result = await (await detect(files)).create('r', caps, '/run');
  if (result.kind === 'failed') throw new Error(result.message);
  const directory = `${top}/pod/toe/a/r`;
  expect(await files.read(`${directory}/memory.high`)).toBe(`${Math.floor((64 << 20) * 0.85)}\n`);
  await result.cgroup.easeForStop();
  expect(await files.read(`${directory}/memory.high`)).toBe('max\n');
  expect(await files.read(`${directory}/memory.max`)).toBe(`${64 << 20}\n`);
  files.files.set(`${directory}/io.max`, '254:0 rbps=1048576 wbps=max riops=max wiops=max\n');
  files.populate(directory, [100]);
  await result.cgroup.killAll();
  expect(await files.read(`${directory}/io.max`)).toBe('254:0 rbps=max wbps=max\n');
});

test('of a cgroup that somebody removed nothing is read, and nothing fails', async () => {
  const files = imitate('/pod', [42]);
  const result = await (await detect(files)).create('r', caps, '/run');
  if (result.kind === 'failed') throw new Error(result.message);
  const { cgroup } = result;
  expect(await cgroup.exists()).toBe(true);
  await files.removeDirectory(`${top}/pod/toe/a/r`);
  expect(await cgroup.exists()).toBe(false);
  expect(await cgroup.readUsage()).toMatchObject({ cpuUs: 0, oomKills: 0, ioReadBytes: 0 });
  expect(await cgroup.readLimitEvents()).toStrictEqual({ oomKills: 0, pidsDenied: 0 });
  expect(await cgroup.isPopulated()).toBe(false);
  await cgroup.easeForStop();
  await cgroup.killAll();
  await cgroup.remove();
});
