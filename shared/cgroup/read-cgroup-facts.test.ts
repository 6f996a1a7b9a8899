import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CgroupTop, findCgroupTops, selectTopMounts } from './find-cgroup-tops.ts';
import { parseCgroupMounts } from './parse-mounts.ts';
import { readCgroupFacts } from './read-cgroup-facts.ts';

async function makeTree(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'toe-cgroups-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

const v2Top = (directory: string): CgroupTop => ({ version: 2, directory, controllers: ['memory', 'pids'] });

describe('readCgroupFacts', () => {
  it('finds the pods of both drivers, even below another root, and the services, and goes no deeper', async () => {
    const listed = [
      'kubepods.slice',
      'kubepods.slice/kubepods-podA.slice',
      'kubepods.slice/kubepods-burstable.slice',
      'kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podB.slice',
      'kubepods',
      'kubepods/besteffort',
      'kubepods/besteffort/podC',
      'system.slice',
      'system.slice/sshd.service',
      'user.slice',
      'own-root',
      'own-root/kubepods',
      'own-root/kubepods/burstable',
      'own-root/kubepods/burstable/podD',
    ];
    const deeper = [
      'kubepods/besteffort/podC/container',
      'system.slice/a/b',
      'user.slice/user-1',
      'own-root/other',
    ];
    const root = await makeTree(
      Object.fromEntries([...listed, ...deeper].map((path) => [`${path}/pids.current`, '3\n'])),
    );
    const facts = await readCgroupFacts([v2Top(root)]);
    expect(Object.keys(facts).toSorted()).toEqual(listed.map((path) => `/${path}`).toSorted());
    expect(facts['/kubepods/besteffort/podC']).toEqual({ pids: 3 });
  });

  it('joins what several hierarchies say of a cgroup, and reads no file of an absent controller', async () => {
    const root = await makeTree({
      'memory/a/memory.usage_in_bytes': '5\n',
      'memory/a/pids.current': '9\n',
      'cpuacct/a/cpuacct.usage': '7000\n',
      'unified/a/cpu.pressure': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=8\n',
      'unified/a/memory.current': '6\n',
      'unified/bare/cgroup.procs': '1\n',
    });
    const tops: readonly CgroupTop[] = [
      { version: 2, directory: `${root}/unified`, controllers: [] },
      { version: 1, directory: `${root}/memory`, controllers: ['rw', 'memory'] },
      { version: 1, directory: `${root}/cpuacct`, controllers: ['rw', 'cpuacct'] },
    ];
    expect(await readCgroupFacts(tops)).toEqual({
      '/a': { memoryBytes: 5, cpuUs: 7, cpuStalls: { someUs: 8 } },
    });
  });

  it('stops at 128 cgroups, pods before services', async () => {
    const name = (parent: string) => (_: unknown, at: number) =>
      [`${parent}/${at}/pids.current`, '1\n'] as const;
    const services = Array.from({ length: 100 }, name('system.slice'));
    const pods = Array.from({ length: 100 }, name('kubepods'));
    const root = await makeTree(Object.fromEntries([...services, ...pods]));
    const paths = Object.keys(await readCgroupFacts([v2Top(root)]));
    expect(paths.filter((path) => path.startsWith('/kubepods/'))).toHaveLength(100);
    expect(paths.filter((path) => path.startsWith('/system.slice/'))).toHaveLength(26);
  });

  it('counts the cgroups it is told of and no other, none of them outside the tops', async () => {
    const root = await makeTree({
      'v1/kubepods/podA/app/pids.current': '1\n',
      'v1/kubepods/podA/proxy/pids.current': '2\n',
      'v2/any/podB/app/pids.current': '3\n',
      'outside/pids.current': '4\n',
    });
    const tops = [v2Top(`${root}/v1`), v2Top(`${root}/v2`)];
    const only = ['/kubepods/podA/app', '/any/podB/app', '/gone', '/../outside', 'any/podB/app'];
    expect(await readCgroupFacts(tops, only)).toEqual({
      '/kubepods/podA/app': { pids: 1 },
      '/any/podB/app': { pids: 3 },
    });
    expect(await readCgroupFacts(tops, [])).toEqual({});
  });

  it('says nothing where nothing is mounted', async () => {
    const root = await makeTree({ mountinfo: '23 1 0:21 / /proc rw - proc proc rw\n' });
    expect(await findCgroupTops(root)).toEqual([]);
    expect(await findCgroupTops(`${root}/missing`)).toEqual([]);
    expect(await readCgroupFacts([])).toEqual({});
  });

  it('counts the cgroups of this machine at little cost', async () => {
    const tops = await findCgroupTops();
    const costsMs: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const before = process.cpuUsage();
      const facts = await readCgroupFacts(tops);
      const { user, system } = process.cpuUsage(before);
      costsMs.push((user + system) / 1_000);
      expect(Object.keys(facts).length).toBeGreaterThan(0);
      expect(Object.keys(facts).length).toBeLessThanOrEqual(128);
      expect(Object.values(facts).some(({ cpuUs = 0, memoryBytes = 0 }) => cpuUs + memoryBytes > 0)).toBe(
        true,
      );
    }
    expect(Math.min(...costsMs)).toBeLessThan(20);
  });
});

describe('selectTopMounts', () => {
  it('takes of each hierarchy the mount that shows the most, and each mount once', () => {
    const mounts = parseCgroupMounts(
      [
        '1 0 0:1 / /sys/fs/cgroup ro - cgroup2 cgroup rw',
        '2 0 0:1 /../../.. /host/cgroup ro - cgroup2 cgroup rw',
        '3 0 0:2 /kubepods/a /a/cpu ro - cgroup cgroup rw,cpu,cpuacct',
        '4 0 0:2 / /b/cpu ro - cgroup cgroup rw,cpu,cpuacct',
        '5 0 0:3 / /b/freezer ro - cgroup cgroup rw,freezer',
      ].join('\n'),
    );
    expect(selectTopMounts(mounts).map(({ mountPoint }) => mountPoint)).toEqual(['/host/cgroup', '/b/cpu']);
  });
});
