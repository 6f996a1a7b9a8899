import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { reasons } from '../../shared/domain/reasons.ts';
import { type BlockedTool, type BlockResult, startBlocked } from './blocked-tool.ts';
import { runTool } from './run-tool.ts';
import type { ExecutionDeps, Preparation, ToolGate, ToolRequest } from './tool-request.ts';

/** RLIMIT_FSIZE above the cap: only a backstop, since a tool that dies of SIGXFSZ leaves an incomplete file. */
const fileSizeFactor = 1.25;

/**
 * Starts the chain of the tool and waits until it stands in its cgroup, so that only the exec is left for the start
 * instant. A failure, and an aborted signal, leave no process and no descriptor.
 */
export async function prepareTool(
  request: ToolRequest,
  deps: ExecutionDeps,
  signal: AbortSignal,
): Promise<Preparation> {
  if (signal.aborted)
    return {
      kind: 'failed',
      reason: reasons.StopRequested,
      message: 'Cannot prepare the tool: it was given up',
    };
  const started = await startChain(request, signal);
  if (started.kind === 'failed') {
    await request.cgroup.killAll();
    return started;
  }
  const blocked = started.tool;
  if (blocked.lackingCapabilities.length > 0)
    deps.log.warn({ capabilities: blocked.lackingCapabilities }, 'Machine lacked capabilities of the tool');
  return {
    kind: 'prepared',
    tool: {
      lackingCapabilities: blocked.lackingCapabilities,
      run: (startAtMonotonicUs, stop, onProgress) =>
        runTool({ request, blocked, deps, startAtMonotonicUs, stop, onProgress }),
      abandon: () => abandonTool(blocked, request),
    },
  };
}

async function startChain(request: ToolRequest, signal: AbortSignal): Promise<BlockResult> {
  const { directory, stdoutFile, cgroup, outputBytes, stop } = request;
  const limits = { joinFiles: cgroup.joinFiles, fileSizeBytes: outputBytes * fileSizeFactor };
  const blocked = { ...request, ...limits, awaitedLine: findAwaitedLine(stop.notBefore) };
  if (stdoutFile === undefined) return startBlocked(blocked, signal);
  // The kernel writes it, whatever the agent does meanwhile. A tool that was prepared before has printed nothing.
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_APPEND;
  await using file = await open(join(directory, stdoutFile), flags | constants.O_NOFOLLOW, 0o600);
  return await startBlocked({ ...blocked, stdoutFd: file.fd }, signal);
}

function findAwaitedLine(gate: ToolGate | undefined): RegExp | undefined {
  return gate !== undefined && 'line' in gate.sign ? gate.sign.line : undefined;
}

/** Kills what waits and closes its pipes. */
async function abandonTool(blocked: BlockedTool, request: ToolRequest): Promise<void> {
  await request.cgroup.killAll();
  blocked.kill('SIGKILL');
  await blocked.exit;
  await blocked.close(100);
}
