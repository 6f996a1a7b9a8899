import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readlink, realpath, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { type CgroupMount, parseCgroupMounts } from '../../shared/cgroup/parse-mounts.ts';
import type { TargetPod } from '../../shared/domain/command.ts';

export type PodDriver = 'cgroupfs' | 'systemd';

/** A process in a container of a pod. */
export interface PodProcess {
  readonly pid: number;
  /** Resolves when it is gone. */
  end(): Promise<void>;
}

/** That of this machine, one of its own, or that of another process. */
type PodNetwork = 'host' | 'own' | PodProcess;

let stages = 0;

/**
 * Pods of this machine as a kubelet makes them: cgroups below one of the test's own, and in them processes with a
 * mount namespace of their own, in which alone their executable exists. Needs root, cgroups, cc and unshare.
 */
export class PodStage implements AsyncDisposable {
  readonly #directory: string;
  readonly #hierarchy: CgroupMount;
  readonly #top: string;
  readonly #made: string[] = [];
  readonly #running: { readonly child: ChildProcess; readonly exited: Promise<unknown> }[] = [];

  private constructor(directory: string, hierarchy: CgroupMount) {
    stages += 1;
    this.#directory = directory;
    this.#hierarchy = hierarchy;
    this.#top = `toe-test-${process.pid}-${stages}`;
  }

  /** On one of `listHierarchies`, else on the first. */
  static async make(hierarchy?: CgroupMount): Promise<PodStage> {
    const chosen = hierarchy ?? (await PodStage.listHierarchies())[0];
    if (chosen === undefined) throw new Error('Cannot make pods: no cgroup hierarchy is mounted');
    return new PodStage(await mkdtemp(join(tmpdir(), 'toe-pods-')), chosen);
  }

  /** The hierarchies of this machine that pods could be told by: `pids` of v1, and v2. */
  static async listHierarchies(): Promise<readonly CgroupMount[]> {
    const mounts = parseCgroupMounts(await readFile('/proc/self/mountinfo', 'utf8'));
    return mounts.filter(({ version, controllers }) => version === 2 || controllers.includes('pids'));
  }

  /** A pod with these containers; nothing runs in it. */
  makePod(name: string, containers: readonly string[]): TargetPod {
    return {
      namespace: 'shop',
      name,
      uid: randomUUID(),
      containers: containers.map((container) => ({ name: container, id: randomBytes(32).toString('hex') })),
    };
  }

  /** Keeps a CPU busy in a function of this name, in the pod's container of this id. */
  async startBusy(
    pod: TargetPod,
    containerId: string,
    functionName: string,
    driver: PodDriver = 'cgroupfs',
  ): Promise<PodProcess> {
    const cgroup = await this.#makeCgroup(toSteps(pod.uid, containerId, driver));
    const own = await mkdtemp(join(this.#directory, 'root-'));
    const built = join(this.#directory, functionName);
    execFileSync('/usr/bin/cc', [
      '-O1',
      '-fno-omit-frame-pointer',
      `-DBUSY=${functionName}`,
      // The linker's own does not count names: perf would take those of one such program for another's.
      `-Wl,--build-id=0x${createHash('sha1').update(functionName).digest('hex')}`,
      '-o',
      built,
      join(import.meta.dirname, 'busy.c'),
    ]);
    const script = 'echo 0 >"$1" && mount -t tmpfs none "$2" && cp "$3" "$2/busy" && exec "$2/busy"';
    return await this.#start(join(own, 'busy'), script, [`${cgroup}/cgroup.procs`, own, built]);
  }

  /**
   * Runs a program of this machine in the pod's container of this id: in the network of this machine, in that of
   * another process, or in one of its own where only `lo` is.
   */
  async startProgram(
    pod: TargetPod,
    containerId: string,
    command: readonly string[],
    network: PodNetwork = 'host',
  ): Promise<PodProcess> {
    const cgroup = await this.#makeCgroup(toSteps(pod.uid, containerId, 'cgroupfs'));
    const up = network === 'own' ? 'ip link set lo up && ' : '';
    const script = `${up}echo 0 >"$1" && shift && exec "$@"`;
    const [program = ''] = command;
    const args = [`${cgroup}/cgroup.procs`, ...command];
    return await this.#start(await realpath(program), script, args, network);
  }

  /** Runs the script in a mount namespace of its own, and waits until it executes the program. */
  async #start(
    program: string,
    script: string,
    args: readonly string[],
    network: PodNetwork = 'host',
  ): Promise<PodProcess> {
    const unshare = ['unshare', '-m', ...(network === 'own' ? ['-n'] : []), '--propagation', 'private'];
    const enter = typeof network === 'object' ? ['nsenter', `--net=/proc/${network.pid}/ns/net`] : [];
    const [first = '', ...rest] = [...enter, ...unshare, 'sh', '-ec', script, 'sh', ...args];
    const child = spawn(`/usr/bin/${first}`, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
    const running = { child, exited: once(child, 'exit') };
    this.#running.push(running);
    const { pid = 0 } = child;
    await vi.waitFor(
      async () => {
        if ((await readlink(`/proc/${pid}/exe`)) !== program)
          throw new Error(`"${program}" does not run yet`);
      },
      { timeout: 10_000 },
    );
    return {
      pid,
      end: async () => {
        child.kill('SIGKILL');
        await running.exited;
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child, exited } of this.#running) {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await exited;
    }
    for (const directory of this.#made.toReversed()) await vi.waitFor(() => rmdir(directory));
    await rm(this.#directory, { recursive: true });
  }

  async #makeCgroup(steps: readonly string[]): Promise<string> {
    let directory = this.#hierarchy.mountPoint;
    for (const step of [this.#top, ...steps]) {
      directory = join(directory, step);
      if ((await mkdir(directory, { recursive: true })) !== undefined) this.#made.push(directory);
    }
    return directory;
  }
}

function toSteps(uid: string, containerId: string, driver: PodDriver): readonly string[] {
  if (driver === 'cgroupfs') return ['kubepods', 'burstable', `pod${uid}`, containerId];
  return [
    'kubepods.slice',
    'kubepods-burstable.slice',
    `kubepods-burstable-pod${uid.replaceAll('-', '_')}.slice`,
    `cri-containerd-${containerId}.scope`,
  ];
}
