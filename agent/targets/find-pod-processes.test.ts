import { symlinkSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { PodStage } from '../../test/builders/pod-stage.ts';
import { findPodProcesses, keepLiving } from './find-pod-processes.ts';
import { parseProcessStat } from './parse-process-stat.ts';

const uid = '3f2b1c9e-54a1-4d7e-9a3e-8f5e2f1a0b4c';
const hash = '0123456789abcdef0123456789abcdef';
const [app, proxy, pause] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string];
const pod = { namespace: 'shop', name: 'web-0', uid, containers: [{ name: 'app', id: app }] };
const inPod = (id: string, podUid = uid) => `0::/kubepods/burstable/pod${podUid}/${id}\n`;

interface FakeProcess {
  readonly cgroup?: string;
  readonly state?: string;
  readonly threads?: number;
  readonly startTicks?: number;
}

/** A /proc with these processes, by pid. */
async function makeProc(processes: Readonly<Record<string, FakeProcess>>): Promise<string> {
  const proc = await mkdtemp(join(tmpdir(), 'toe-proc-'));
  onTestFinished(() => rm(proc, { recursive: true }));
  for (const [pid, { cgroup, state = 'S', threads = 1, startTicks = 1_000 }] of Object.entries(processes)) {
    const directory = join(proc, pid);
    await mkdir(directory);
    if (cgroup !== undefined) await writeFile(join(directory, 'cgroup'), cgroup);
    const between = Array.from({ length: 16 }, () => '0').join(' ');
    await writeFile(
      join(directory, 'stat'),
      `${pid} (a ) b) ${state} ${between} ${threads} 0 ${startTicks} 0\n`,
    );
  }
  return proc;
}

it('finds the processes of the named containers by pid, with their starts, and no other', async () => {
  const proc = await makeProc({
    '1': { cgroup: '0::/init.scope\n' },
    '100': { cgroup: inPod(app), startTicks: 7 },
    '20': { cgroup: inPod(app), startTicks: 5 },
    '30': { cgroup: inPod(pause) },
    '31': { cgroup: inPod(proxy) },
    '40': { cgroup: inPod(app, 'ffffffff-54a1-4d7e-9a3e-8f5e2f1a0b4c') },
    '50': {},
    self: { cgroup: inPod(app) },
  });
  expect(await findPodProcesses([pod], proc)).toEqual({
    processes: [
      { pid: 20, startTicks: 5 },
      { pid: 100, startTicks: 7 },
    ],
    allOfPods: [
      { pid: 20, startTicks: 5 },
      { pid: 30, startTicks: 1_000 },
      { pid: 31, startTicks: 1_000 },
      { pid: 100, startTicks: 7 },
    ],
    cgroups: [`/kubepods/burstable/pod${uid}/${app}`],
    gone: [],
  });
});

it('names the containers without a process, and goes on with the others', async () => {
  const proc = await makeProc({ '20': { cgroup: inPod(app) } });
  const containers = [...pod.containers, { name: 'proxy', id: proxy }];
  const found = await findPodProcesses(
    [
      { ...pod, containers },
      { ...pod, name: 'web-1', uid: hash, containers: [{ name: 'app', id: pause }] },
    ],
    proc,
  );
  expect(found.processes).toEqual([{ pid: 20, startTicks: 1_000 }]);
  expect(found.gone).toEqual(['pod "shop/web-0", container "proxy"', 'pod "shop/web-1", container "app"']);
});

it('finds what else runs in a pod of which no named container has a process', async () => {
  const proc = await makeProc({ '20': { cgroup: inPod(pause) } });
  expect(await findPodProcesses([pod], proc)).toMatchObject({
    processes: [],
    allOfPods: [{ pid: 20, startTicks: 1_000 }],
    cgroups: [],
  });
});

it('finds those of a static pod, whose cgroup carries a hash for its uid', async () => {
  const proc = await makeProc({
    '20': { cgroup: inPod(app, hash) },
    '21': { cgroup: inPod(pause, hash) },
    '22': { cgroup: inPod(proxy, hash.replace('0', '1')) },
  });
  const { processes, allOfPods } = await findPodProcesses([pod], proc);
  expect(processes.map(({ pid }) => pid)).toEqual([20]);
  expect(allOfPods.map(({ pid }) => pid)).toEqual([20, 21]);
});

it('leaves out zombies, but not a process whose first thread has ended', async () => {
  const proc = await makeProc({
    '20': { cgroup: inPod(app), state: 'Z' },
    '21': { cgroup: inPod(app), state: 'Z', threads: 3 },
    '22': { cgroup: inPod(app), state: 'X' },
  });
  const { processes } = await findPodProcesses([pod], proc);
  expect(processes.map(({ pid }) => pid)).toEqual([21]);
});

it('tells a process from a later one of the same pid', async () => {
  const proc = await makeProc({ '20': { startTicks: 5 }, '21': { startTicks: 9 }, '22': { state: 'Z' } });
  const processes = [
    { pid: 20, startTicks: 5 },
    { pid: 21, startTicks: 8 },
    { pid: 22, startTicks: 1_000 },
    { pid: 23, startTicks: 1 },
  ];
  expect(keepLiving(processes, proc)).toEqual([{ pid: 20, startTicks: 5 }]);
});

it('looks at 2,000 processes in less than 40 ms of CPU', async () => {
  const proc = await mkdtemp(join(tmpdir(), 'toe-proc-'));
  onTestFinished(() => rm(proc, { recursive: true }));
  for (let pid = 1; pid <= 2_000; pid += 1) symlinkSync('/proc/self', join(proc, String(pid)));
  const costsMs: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const before = process.cpuUsage();
    await findPodProcesses([pod], proc);
    const { user, system } = process.cpuUsage(before);
    costsMs.push((user + system) / 1_000);
  }
  expect(Math.min(...costsMs)).toBeLessThan(40);
});

it.each(['', '12', '12 (x', '12 (x) S', 'nothing'])('"%s" is no stat of a process', (text) => {
  expect(parseProcessStat(text)).toBeUndefined();
});

// These need root, cgroups, cc and unshare; they fail where one of them is missing.
it.each(
  (await PodStage.listHierarchies()).flatMap((hierarchy) =>
    (['cgroupfs', 'systemd'] as const).map((driver) => ({ ...hierarchy, hierarchy, driver })),
  ),
)(
  'finds real processes in a v$version hierarchy as the $driver driver makes it',
  async ({ hierarchy, driver }) => {
    await using stage = await PodStage.make(hierarchy);
    const real = stage.makePod('web-0', ['app', 'proxy']);
    const [first, second] = real.containers;
    if (first === undefined || second === undefined) throw new Error('The pod has no containers');
    const busy = await stage.startBusy(real, first.id, 'busy_in_app', driver);
    await stage.startBusy(real, second.id, 'busy_in_proxy', driver);
    const found = await findPodProcesses([{ ...real, containers: [first] }]);
    expect(found.processes.map(({ pid }) => pid)).toEqual([busy.pid]);
    expect(found.gone).toEqual([]);
    expect(keepLiving(found.processes)).toEqual(found.processes);
    await busy.end();
    expect(keepLiving(found.processes)).toEqual([]);
  },
);
