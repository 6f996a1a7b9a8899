import { expect, test } from 'vitest';
import { findOwnDirectory, parseCgroupMounts, parseOwnPaths } from './parse-mounts.ts';

const podMountinfo = `
700 600 0:30 / /proc rw - proc proc rw
710 700 0:31 / /host/sys/fs/cgroup/memory rw,relatime shared:3 - cgroup cgroup rw,memory
711 700 0:31 /kubepods/pod1/abc /sys/fs/cgroup/memory ro,nosuid - cgroup cgroup rw,memory
712 700 0:32 / /odd\\040place rw,relatime - cgroup2 cgroup2 rw,nsdelegate
`;

test('takes the mount with the longest root that fits, so a pod finds its own subtree', () => {
  const mounts = parseCgroupMounts(podMountinfo).filter(({ version }) => version === 1);
  expect(findOwnDirectory(mounts, '/kubepods/pod1/abc')?.directory).toBe('/sys/fs/cgroup/memory');
  expect(findOwnDirectory(mounts, '/kubepods/pod1/abc/x')?.directory).toBe('/sys/fs/cgroup/memory/x');
  expect(findOwnDirectory(mounts, '/kubepods/pod1/abcd')?.directory).toBe(
    '/host/sys/fs/cgroup/memory/kubepods/pod1/abcd',
  );
});

test('finds nothing where no mount shows the path', () => {
  const mounts = parseCgroupMounts(podMountinfo).filter(({ root }) => root !== '/');
  expect(findOwnDirectory(mounts, '/elsewhere')).toBeUndefined();
});

test('reads the version, the controllers and the escaped blanks of a mount point', () => {
  expect(parseCgroupMounts(podMountinfo).at(-1)).toStrictEqual({
    version: 2,
    root: '/',
    mountPoint: '/odd place',
    controllers: [],
  });
  expect(parseCgroupMounts(podMountinfo)[0]?.controllers).toStrictEqual(['rw', 'memory']);
});

test('reads the own path of each controller, and that of v2 under the empty name', () => {
  const paths = parseOwnPaths('4:cpu,cpuacct:/a:b\n1:name=systemd:/s\n0::/u\n');
  expect(Object.fromEntries(paths)).toStrictEqual({
    cpu: '/a:b',
    cpuacct: '/a:b',
    'name=systemd': '/s',
    '': '/u',
  });
});
