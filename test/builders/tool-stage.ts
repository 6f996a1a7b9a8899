import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PinnedBinary, pinBinary } from '../../agent/execution/pin-binary.ts';
import { prepareTool } from '../../agent/execution/prepare-tool.ts';
import type {
  ExecutionDeps,
  PreparedTool,
  ToolEnding,
  ToolRequest,
} from '../../agent/execution/tool-request.ts';
import type { Cgroups, RunCgroup } from '../../shared/cgroup/cgroup.ts';
import { detectCgroups } from '../../shared/cgroup/detect.ts';
import type { Caps } from '../../shared/domain/command.ts';
import { silentLog } from '../../shared/log.ts';
import { systemClock } from '../../shared/runtime/clock.ts';

const caps = {
  cpuPercent: 0,
  cpuRequestPercent: 0,
  memoryBytes: 64 << 20,
  memoryRequestBytes: 0,
  pids: 64,
  outputBytes: 0,
  readBytesPerSecond: 0,
  writeBytesPerSecond: 0,
};
const leakLimitMs = 2_000;
let stages = 0;
let openStages = 0;
let descriptorsBefore = 0;

/** What the directories of this process's stages begin with, in the folder for temporary files. */
export const stagePrefix: string = `toe-run-${process.pid}-`;

export const executionDeps: ExecutionDeps = { clock: systemClock, log: silentLog };
export const neverAborted: AbortSignal = new AbortController().signal;

/** All that one run needs: a directory, a real cgroup (64 MiB and 64 processes unless said), and a pinned executable. */
export interface ToolStage extends AsyncDisposable {
  readonly directory: string;
  readonly cgroup: RunCgroup;
  readonly binary: PinnedBinary;
  makeRequest(args: readonly string[], changes?: Partial<ToolRequest>): ToolRequest;
  prepare(request: ToolRequest): Promise<PreparedTool>;
  run(args: readonly string[], changes?: Partial<ToolRequest>): Promise<ToolEnding>;
}

/**
 * Sets one up. Disposing it removes it, and throws when a process of the run is left, or, with the last stage that is
 * open, a descriptor.
 */
export async function openStage(
  cgroups: Cgroups,
  path: string,
  changes: Partial<Caps> = {},
): Promise<ToolStage> {
  const descriptors = await countDescriptors();
  if (openStages === 0) descriptorsBefore = descriptors;
  openStages += 1;
  stages += 1;
  const name = `run-${stages}`;
  const directory = await mkdtemp(join(tmpdir(), stagePrefix));
  const made = await cgroups.create(name, { ...caps, ...changes }, directory);
  if (made.kind === 'failed') throw new Error(made.message);
  const { cgroup } = made;
  const pinned = await pinBinary({ path, sha256: [] });
  if (pinned.kind === 'refused') throw new Error(pinned.message);
  const { binary } = pinned;
  const makeRequest: ToolStage['makeRequest'] = (args, changes = {}) => ({
    binary,
    args,
    directory,
    environment: {},
    capabilities: [],
    cgroup,
    stop: { signal: 'SIGTERM', graceMs: 5_000 },
    durationMs: 10_000,
    outputBytes: 0,
    outputFiles: [],
    ...changes,
  });
  const prepare: ToolStage['prepare'] = async (request) => {
    const prepared = await prepareTool(request, executionDeps, neverAborted);
    if (prepared.kind === 'failed') throw new Error(prepared.message);
    return prepared.tool;
  };
  return {
    directory,
    cgroup,
    binary,
    makeRequest,
    prepare,
    run: async (args, changes) => {
      const tool = await prepare(makeRequest(args, changes));
      return tool.run(systemClock.monotonicUs(), neverAborted, () => undefined);
    },
    [Symbol.asyncDispose]: async () => {
      const isLeft = await cgroup.isPopulated();
      await cgroup.killAll();
      await cgroup.remove();
      await binary.close();
      await rm(directory, { recursive: true });
      openStages -= 1;
      if (isLeft) throw new Error('A process of the run was left behind');
      if (openStages === 0) await expectDescriptors(descriptorsBefore);
    },
  };
}

async function expectDescriptors(expected: number): Promise<void> {
  const deadline = performance.now() + leakLimitMs;
  while (openStages === 0 && (await countDescriptors()) > expected) {
    if (performance.now() > deadline) throw new Error('A descriptor of the run was left open');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function countDescriptors(): Promise<number> {
  return (await readdir('/proc/self/fd')).length;
}

/** Kills and removes whatever a test left in the cgroups of its instance, as a successor would. */
export async function removeCgroups(instance: string): Promise<void> {
  const found = await detectCgroups({ instance });
  if (found.kind === 'unusable') throw new Error(found.message);
  await found.cgroups.sweep();
  await found.cgroups.close();
}
