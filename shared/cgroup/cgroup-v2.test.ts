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
  const result = await cgroups.create('run-1', caps);
  if (result.kind === 'failed') throw new Error(result.message);
  expect(cgroups.mode).toBe('v2');
  expect(await files.read(`${top}/pod/toe-agent/cgroup.procs`)).toBe('42\n');
  expect(result.cgroup.joinFiles).toStrictEqual([`${top}/pod/toe/a/run-1/cgroup.procs`]);
  expect(await files.read(`${top}/pod/toe/a/cgroup.subtree_control`)).toBe('memory cpu pids\n');
  expect(await files.read(`${top}/pod/toe/a/run-1/memory.max`)).toBe(`${64 << 20}\n`);
  expect(await files.read(`${top}/pod/toe/a/run-1/memory.low`)).toBe(`${16 << 20}\n`);
  expect(await files.read(`${top}/pod/toe/a/run-1/memory.swap.max`)).toBe('0\n');
  expect(result.cgroup.applied).toStrictEqual({
    cgroup: `${top}/pod/toe/a/run-1`,
    cpuPercent: 50,
    memoryBytes: 64 << 20,
    pids: 20,
    outputBytes: 5,
  });
});

test('an agent among other processes puts its runs below the top of the mount', async () => {
  const files = imitate('/user.slice/session-1.scope', [41, 42]);
  const result = await (await detect(files)).create('r', caps);
  expect(result).toMatchObject({ kind: 'created', cgroup: { joinFiles: [`${top}/toe/a/r/cgroup.procs`] } });
});

test('a limit that did not stick fails with the file and both values, and leaves nothing', async () => {
  const files = imitate('/pod', [42]);
  const cgroups = await detect(files);
  files.deafFiles.add('pids.max');
  expect(await cgroups.create('r', caps)).toStrictEqual({
    kind: 'failed',
    message: `Cannot make cgroup "r": "${top}/pod/toe/a/r/pids.max" was written "20" and reads "max"`,
  });
  expect(await files.listDirectories(`${top}/pod/toe/a`)).toStrictEqual([]);
});

test('usage and limit events come from the run, and killing empties it', async () => {
  const files = imitate('/pod', [42]);
  const result = await (await detect(files)).create('r', caps);
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
  await earlier.create('left', caps);
  await other.create('foreign', caps);
  files.populate(`${top}/pod/toe/a/left`, [7]);
  const successor = await detect(files);
  await successor.create('mine', caps);
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
