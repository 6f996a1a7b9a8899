import { basename } from 'node:path';
import type { SubcommandBaseline, ToolBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';
import { judgeVersion } from '../../shared/arguments/judge-version.ts';
import type { Command } from '../../shared/domain/command.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import { findVersionFault } from '../../shared/domain/version-range.ts';
import { makeOverheadRule } from '../execution/overhead-guard.ts';
import { type PinResult, pinBinary } from '../execution/pin-binary.ts';
import { prepareTool } from '../execution/prepare-tool.ts';
import { PressureGuard } from '../execution/pressure-guard.ts';
import type { PreparedTool, ToolGuards, ToolRequest } from '../execution/tool-request.ts';
import { prepareSnapshotTool } from '../snapshot/prepare-snapshot-tool.ts';
import type { PodProcesses } from '../targets/find-pod-processes.ts';
import { readNodePressure } from '../targets/node-pressure.ts';
import type { Network } from '../targets/open-network.ts';
import type { Acceptance } from './accept-command.ts';
import type { CommandDeps } from './command-deps.ts';
import type { Execution } from './execution.ts';
import { placeScripts } from './place-scripts.ts';
import { rehearse } from './rehearse.ts';
import { resolveNetwork } from './resolve-network.ts';
import { resolvePods } from './resolve-pods.ts';
import { findRolledOutput, measureBegun } from './rolled-output.ts';
import { toToolArgs } from './to-tool-args.ts';
import { toToolGate } from './to-tool-gate.ts';

/** What one run stands on while it is under way. */
export interface PreparedRun {
  readonly tool: PreparedTool;
  readonly execution: Execution;
  /** Undefined for a built-in. */
  readonly request: ToolRequest | undefined;
  /** What the tool is kept to; undefined where it sees the whole node. */
  readonly pods: PodProcesses | undefined;
  /** Where it runs; undefined where that is the agent's own. */
  readonly network: Network | undefined;
}

export type RunPreparation =
  | { readonly kind: 'prepared'; readonly run: PreparedRun }
  | { readonly kind: 'refused'; readonly reason: Reason; readonly message: string };

export interface RunInput {
  readonly command: Command;
  readonly acceptance: Extract<Acceptance, { kind: 'accepted' }>;
  /** The tool's own directory; exists, 0700, empty. */
  readonly directory: string;
  /** Bytes of segments that were taken out of it. */
  readonly readTakenBytes: () => number;
}

/**
 * Finds the pods' processes, opens the network, pins the executable, makes the cgroup and starts the tool blocked in
 * it, in this order. What was made is put on `cleanUp`, to be undone in the opposite order whatever happens next; undoing
 * never fails, it logs.
 */
export async function prepareRun(
  input: RunInput,
  deps: CommandDeps,
  cleanUp: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<RunPreparation> {
  const { command, acceptance, directory } = input;
  if (acceptance.tool.source === 'builtin') return prepareBuiltin(input, deps);

  const resolved = await resolvePods(command, acceptance.subcommand.confinement, deps);
  if (resolved.kind === 'refused') return resolved;
  const { pods } = resolved;
  const entered = await resolveNetwork(command, acceptance.subcommand, pods, deps);
  if (entered.kind === 'refused') return entered;
  const { network } = entered;
  if (network !== undefined) cleanUp.defer(() => network.close());

  const pinned = await pinAllowed(command, acceptance.tool, deps.toolPaths);
  if (pinned.kind === 'refused') return pinned;
  const { binary } = pinned;
  cleanUp.defer(() => binary.close());
  const version = await deps.readVersion(binary, acceptance.tool.versionArgs);
  const misfit = findVersionFault(version, command.versionRange);
  if (misfit !== undefined) {
    const message = `Cannot start tool "${command.tool}": the version of "${binary.realPath}" ${misfit}`;
    return { kind: 'refused', reason: 'VersionNotAllowed', message };
  }
  const judged = judgeVersion(command.tool, acceptance.tool.versions, version, acceptance.canonicalArgs);
  if (judged.kind === 'refused')
    return { kind: 'refused', reason: 'VersionNotSupported', message: judged.message };

  const created = await deps.cgroups.create(command.commandId, command.caps, directory);
  if (created.kind === 'failed') return { kind: 'refused', reason: 'CgroupFailed', message: created.message };
  const { cgroup } = created;
  cleanUp.defer(async () => {
    try {
      await cgroup.killAll();
      await cgroup.remove();
    } catch (error) {
      deps.log.error({ err: error, cgroup: cgroup.name }, 'Cgroup could not be removed');
    }
  });

  const scripts = await placeScripts(acceptance.argv, directory);
  const args = toToolArgs(acceptance.argv, command, directory, pods, scripts);
  const { stop } = acceptance.subcommand;
  const request: ToolRequest = {
    binary,
    args,
    directory,
    environment: command.environment,
    capabilities: command.capabilities,
    networkFd: network?.fd.fd,
    cgroup,
    stop: {
      signal: stop.signal,
      toItsChildren: stop.toItsChildren === true,
      notBefore: stop.notBefore && toToolGate(stop.notBefore, command),
      againAfterMs: stop.againAfterMs,
      graceMs: Math.max(command.graceMs, stop.minGraceMs),
    },
    durationMs: command.durationMs,
    outputBytes: command.caps.outputBytes,
    ...toOutputRequest(input),
    guards: toGuards(command),
    drafts: acceptance.subcommand.drafts,
    stdoutFile: findStdoutFile(command, acceptance.subcommand),
  };
  const fault = await rehearse(acceptance, request, deps, signal);
  if (fault !== undefined) return fault;
  const prepared = await prepareTool(request, deps, signal);
  if (prepared.kind === 'failed')
    return { kind: 'refused', reason: prepared.reason, message: prepared.message };
  return {
    kind: 'prepared',
    run: {
      tool: prepared.tool,
      request,
      pods,
      network,
      execution: {
        argv: [binary.realPath, ...args],
        tool: { name: command.tool, path: binary.realPath, version, sha256: binary.sha256, problem: '' },
        caps: { ...cgroup.applied, outputBytes: command.caps.outputBytes },
      },
    },
  };
}

function toGuards({ overheadPercent, abortOnPressure }: Command): ToolGuards | undefined {
  if (overheadPercent === 0 && abortOnPressure === undefined) return undefined;
  return {
    overhead: overheadPercent === 0 ? undefined : makeOverheadRule(overheadPercent),
    pressure: abortOnPressure && new PressureGuard(abortOnPressure, readNodePressure),
  };
}

/**
 * How the output is cut, and what counts against its cap: everything that was written, and also what was sent away
 * meanwhile.
 */
function toOutputRequest({
  command,
  acceptance,
  directory,
  readTakenBytes,
}: RunInput): Pick<ToolRequest, 'outputFiles' | 'measureSegments' | 'ticks'> {
  const rolled = findRolledOutput(command, acceptance.subcommand);
  const whole = command.outputs.filter((output) => output !== rolled?.output);
  const outputFiles = whole.map(({ path }) => path);
  if (rolled === undefined) return { outputFiles };
  const measureSegments = async (): Promise<number> =>
    readTakenBytes() + (await measureBegun(directory, rolled.rolling));
  const { signal } = rolled.rolling;
  const ticks = signal === undefined ? {} : { ticks: { signal, everyMs: command.rollingIntervalMs } };
  return { outputFiles, measureSegments, ...ticks };
}

/** The output that the tool prints; undefined where it writes its files itself. */
function findStdoutFile(command: Command, { outputs }: SubcommandBaseline): string | undefined {
  const printed = outputs.find(({ isStdout }) => isStdout === true)?.name;
  return command.outputs.find(({ name }) => name === printed)?.path;
}

/**
 * Pins the executable. Where the node's own administrator named its path, that is it; a path that came with the
 * command has to lead to a file that is called as the baseline says, so that nobody runs a shell as "perf".
 */
async function pinAllowed(
  command: Command,
  tool: ToolBaseline,
  toolPaths: ReadonlyMap<string, string>,
): Promise<PinResult> {
  const own = toolPaths.get(command.tool);
  const pinned = await pinBinary({ path: own ?? command.binary.path, sha256: command.binary.sha256 });
  if (pinned.kind === 'refused' || own !== undefined) return pinned;
  const { realPath } = pinned.binary;
  if (tool.binaryName?.test(basename(realPath)) === true) return pinned;
  await pinned.binary.close();
  const message = `Cannot start tool "${command.tool}": "${realPath}" is not it: the file is called ${tool.tool}, or the node's TOE_TOOL_PATHS names another one`;
  return { kind: 'refused', reason: 'BinaryNotAllowed', message };
}

function prepareBuiltin({ command, acceptance, directory }: RunInput, deps: CommandDeps): RunPreparation {
  const { outputBytes } = command.caps;
  return {
    kind: 'prepared',
    run: {
      tool: prepareSnapshotTool({ directory, durationMs: command.durationMs, outputBytes }, deps.clock),
      request: undefined,
      pods: undefined,
      network: undefined,
      execution: {
        argv: [command.tool, ...acceptance.argv],
        tool: { name: command.tool, path: '', version: '', sha256: '', problem: '' },
        caps: undefined,
      },
    },
  };
}
