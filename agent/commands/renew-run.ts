import { isAbort } from '../../shared/runtime/group.ts';
import { prepareTool } from '../execution/prepare-tool.ts';
import type { PodProcesses, TargetProcess } from '../targets/find-pod-processes.ts';
import type { Network } from '../targets/open-network.ts';
import { openPodNetwork } from '../targets/open-pod-network.ts';
import type { CommandDeps } from './command-deps.ts';
import type { PreparedRun, RunInput, RunPreparation } from './prepare-run.ts';
import { resolvePods } from './resolve-pods.ts';
import { toToolArgs } from './to-tool-args.ts';

/** Long enough to start the tool's chain anew on a busy node, before the snapshot that is taken ahead of the start. */
const leadUs = 1_000_000;

/**
 * Looks once more, a second before the start instant, which processes the pods have: one that has ended would make
 * the tool fail, its pid may come to name a stranger, and new ones belong to the capture. Where they have changed,
 * the waiting tool is abandoned and another one is prepared in its place. One that waits in the network of the pod does
 * so as long as that is the pod's. Refused: nothing waits any more.
 */
export async function renewRun(
  run: PreparedRun,
  input: RunInput,
  startAtUs: number,
  deps: CommandDeps,
  signal: AbortSignal,
): Promise<RunPreparation> {
  const { pods: before, request } = run;
  if (before === undefined || request === undefined) return { kind: 'prepared', run };
  if (!(await sleepUntil(startAtUs - leadUs, deps, signal))) return { kind: 'prepared', run };
  const { command, acceptance, directory } = input;
  const resolved = await resolvePods(command, acceptance.subcommand.confinement, deps);
  const isSame = resolved.kind === 'resolved' && areSame(resolved.pods?.processes ?? [], before.processes);
  if (isSame) return { kind: 'prepared', run };
  if (resolved.kind === 'resolved' && run.network !== undefined) {
    const { pods } = resolved;
    if (await isStillTheirs(run.network, pods)) return { kind: 'prepared', run: { ...run, pods } };
  }
  await run.tool.abandon();
  if (resolved.kind === 'refused') return resolved;
  const { pods } = resolved;
  if (run.network !== undefined) {
    const message = `Cannot start tool "${command.tool}": the network of the pod is another one than when it was prepared: try again`;
    return { kind: 'refused', reason: 'TargetGone', message };
  }
  const args = toToolArgs(acceptance.argv, command, directory, pods);
  const prepared = await prepareTool({ ...request, args }, deps, signal);
  if (prepared.kind === 'failed') return { ...prepared, kind: 'refused' };
  const argv = [...run.execution.argv.slice(0, 1), ...args];
  return {
    kind: 'prepared',
    run: {
      tool: prepared.tool,
      execution: { ...run.execution, argv },
      request: { ...request, args },
      pods,
      network: undefined,
    },
  };
}

async function isStillTheirs(network: Network, pods: PodProcesses | undefined): Promise<boolean> {
  const opened = await openPodNetwork(pods?.processes ?? []);
  if (opened.kind === 'refused') return false;
  await opened.network.close();
  return opened.network.id === network.id;
}

function areSame(some: readonly TargetProcess[], others: readonly TargetProcess[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ pid, startTicks }, at) => pid === others[at]?.pid && startTicks === others[at].startTicks)
  );
}

/** False when the signal aborted first. */
async function sleepUntil(instantUs: number, deps: CommandDeps, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  try {
    await deps.clock.sleep(Math.max(0, (instantUs - deps.clock.monotonicUs()) / 1_000), signal);
    return true;
  } catch (error) {
    if (isAbort(error)) return false;
    throw error;
  }
}
