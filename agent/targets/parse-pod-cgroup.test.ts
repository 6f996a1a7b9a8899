import { describe, expect, it } from 'vitest';
import { parsePodCgroups } from './parse-pod-cgroup.ts';

const uid = '3f2b1c9e-54a1-4d7e-9a3e-8f5e2f1a0b4c';
const under = uid.replaceAll('-', '_');
const id = '5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592';
const other = '7d793037a0760186574b0282f2f435e77d793037a0760186574b0282f2f435e7';
const hash = '0123456789abcdef0123456789abcdef';

describe('the path of a container', () => {
  it.each([
    ['cgroupfs', `/kubepods/burstable/pod${uid}/${id}`],
    ['cgroupfs, best effort', `/kubepods/besteffort/pod${uid}/${id}`],
    ['cgroupfs, guaranteed', `/kubepods/pod${uid}/${id}`],
    ["systemd's driver with containerd", slice('burstable', `cri-containerd-${id}.scope`)],
    ["systemd's driver with CRI-O", slice('besteffort', `crio-${id}.scope`)],
    ["systemd's driver with Docker", slice('burstable', `docker-${id}.scope`)],
    ["systemd's driver, guaranteed", `/kubepods.slice/kubepods-pod${under}.slice/cri-containerd-${id}.scope`],
    ['a prefix of the kubelet', `/toekube/kubepods/burstable/pod${uid}/${id}`],
    [
      'a node that is a container itself, as of kind',
      `/docker/${other}/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-pod${under}.slice/cri-containerd-${id}.scope`,
    ],
    ['the same with the other driver', `/docker/${other}/kubelet/kubepods/burstable/pod${uid}/${id}`],
    ['k3d, whose nodes are containers', `/docker/${other}/kubepods/besteffort/pod${uid}/${id}`],
    [
      'k3s without root',
      `/user.slice/user-1000.slice/user@1000.service/k3s-rootless.service/kubepods/burstable/pod${uid}/${id}`,
    ],
    [
      "k3s and RKE2 with systemd's driver",
      `/system.slice/rke2-agent.service/kubepods-burstable-pod${under}.slice:cri-containerd:${id}`,
    ],
    ['cri-dockerd, guaranteed', `/kubepods.slice/kubepods-pod${under}.slice/docker-${id}.scope`],
    ['another cgroup namespace', `/../../burstable/pod${uid}/${id}`],
    [
      "a runtime that takes systemd's words for a path",
      `/kubepods-besteffort-pod${under}.slice:cri-containerd:${id}`,
    ],
    [
      'the same below a service',
      `/system.slice/containerd.service/kubepods-pod${under}.slice:cri-containerd:${id}`,
    ],
  ])('of %s is known', (_what, path) => {
    for (const line of [`0::${path}`, `12:cpu,cpuacct:${path}`, `1:name=systemd:${path}`])
      expect(parsePodCgroups(`${line}\n`)).toEqual([{ podUid: uid, containerId: id, path }]);
  });

  it.each([
    ['init.scope of a container with systemd', `/kubepods/pod${uid}/${id}`, '/init.scope'],
    [
      'init.scope of a container with systemd, of Docker',
      slice('burstable', `docker-${id}.scope`),
      '/init.scope',
    ],
    ['a container that CRI-O nests', slice('burstable', `crio-${id}.scope`), '/container'],
    ['a container within a container', `/kubepods/pod${uid}/${id}`, `/docker/${other}`],
    ['the colon form', `/kubepods-pod${under}.slice:cri-containerd:${id}`, '/a/b'],
  ])('is known by what lies below it: %s', (_what, path, below) => {
    expect(parsePodCgroups(`0::${path}${below}\n`)).toEqual([{ podUid: uid, containerId: id, path }]);
  });

  it("of a static pod has the manifest's hash for a uid", () => {
    for (const path of [
      `/kubepods/burstable/pod${hash}/${id}`,
      `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${hash}.slice/crio-${id}.scope`,
    ])
      expect(parsePodCgroups(`0::${path}`)).toEqual([{ podUid: hash, containerId: id, path }]);
  });
});

it('every hierarchy says its own, in whatever order', () => {
  const text = `3:memory:/elsewhere\n2:pids:/kubepods/pod${uid}/${id}\n0::${slice('burstable', `crio-${id}.scope`)}\n`;
  expect(parsePodCgroups(text).map(({ path }) => path)).toEqual([
    `/kubepods/pod${uid}/${id}`,
    slice('burstable', `crio-${id}.scope`),
  ]);
});

it('a cluster within a pod shows both pods', () => {
  const inner = `/kubepods/pod${hash}/${other}`;
  expect(parsePodCgroups(`0::/kubepods/pod${uid}/${id}/kubelet${inner}`)).toMatchObject([
    { podUid: uid, containerId: id },
    { podUid: hash, containerId: other },
  ]);
});

it.each([
  '',
  '\n',
  'pod',
  '0::/',
  '0::/../..',
  '0::/system.slice/podman.service',
  `0::/kubepods/burstable/pod${uid}`,
  `0::/kubepods/burstable/pod${uid}/`,
  `0::${slice('burstable', `crio-conmon-${id}.scope`)}`,
  `0::/kubepods/burstable/pod${uid}/${id} (deleted)`,
  `0::/kubepods/pod${uid}/../${id}`,
  `0::/kubepods/tripod${uid}/${id}`,
  // Kata: a virtual machine holds the containers, and the node sees none of their processes.
  `0::/kubepods/burstable/pod${uid}/kata_${id}`,
  `0::${slice('burstable', `kata_${id}`)}`,
  `0::/kata_overhead/${id}`,
  `0::/docker/${id}`,
  `0::/pod${uid}.slice.d/${id}`,
])('"%s" is no container of a pod', (text) => {
  expect(parsePodCgroups(text)).toEqual([]);
});

function slice(quality: string, scope: string): string {
  return `/kubepods.slice/kubepods-${quality}.slice/kubepods-${quality}-pod${under}.slice/${scope}`;
}
