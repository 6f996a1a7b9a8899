import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Reason, reasons } from '../../shared/domain/reasons.ts';
import { type BlockedTool, startBlocked } from './blocked-tool.ts';
import { firstOf, isAbortedFirst, orAborted } from './first-of.ts';
import type { Exit } from './spawn-tool.ts';
import type { ExecutionDeps, ToolRequest } from './tool-request.ts';

export interface FollowUpRequest extends ToolRequest {
  /** Receives stdout with back-pressure; ended at its end, destroyed when it does not flow any more. */
  readonly stdoutTo: Writable;
  readonly timeoutMs: number;
}

export type FollowUp =
  | { readonly kind: 'finished'; readonly diagnostics: string }
  | {
      readonly kind: 'failed';
      readonly reason: Reason;
      readonly message: string;
      readonly diagnostics: string;
    };

/** How long stdout may still flow into `stdoutTo` once the tool has ended and nothing of it runs. */
const flushLimitMs = 10_000;
const readLimitMs = 100;

type Cause =
  | { readonly kind: 'exit'; readonly exit: Exit }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'aborted' };

/**
 * Runs a second program in the run's cgroup, such as `perf script`, at once and to its own end. It is finished when it
 * exited with 0 and all of its stdout is in `stdoutTo`. Over its time, or when the signal aborts, it is killed without
 * a stop signal. Nothing of it is left; a full cgroup is emptied.
 */
export async function runFollowUp(
  request: FollowUpRequest,
  deps: ExecutionDeps,
  signal: AbortSignal,
): Promise<FollowUp> {
  const over = new AbortController();
  let flowing: Promise<unknown> = Promise.resolve();
  const readStdout = (stdout: Readable): void => {
    flowing = pipeline(stdout, request.stdoutTo, { signal: over.signal }).then(
      () => undefined,
      (error: unknown) => error,
    );
  };
  const { joinFiles } = request.cgroup;
  const earlier = await request.cgroup.readLimitEvents();
  const started = await startBlocked({ ...request, joinFiles, fileSizeBytes: 0, readStdout }, signal);
  try {
    if (started.kind === 'failed') return { ...started, diagnostics: '' };
    started.tool.release();
    const cause = await awaitEnd(started.tool, request, deps, signal);
    await request.cgroup.killAll();
    started.tool.kill('SIGKILL');
    await started.tool.exit;
    const problem =
      cause.kind === 'exit'
        ? await orAborted(flowing.then(toProblem), AbortSignal.timeout(flushLimitMs))
        : '';
    const { oomKills } = await request.cgroup.readLimitEvents();
    if (oomKills > earlier.oomKills) return explainMemory(request, started.tool);
    return judgeFollowUp(request, started.tool, cause, problem ?? 'its output was not taken in time');
  } finally {
    over.abort();
    await flowing;
    await request.cgroup.killAll();
    if (started.kind === 'blocked') await started.tool.close(readLimitMs);
  }
}

function awaitEnd(
  tool: BlockedTool,
  request: FollowUpRequest,
  deps: ExecutionDeps,
  signal: AbortSignal,
): Promise<Cause> {
  return firstOf<Cause>([
    async (over) => {
      const exit = await orAborted(tool.exit, over);
      return exit && { kind: 'exit', exit };
    },
    async (over) => {
      await deps.clock.sleep(request.timeoutMs, over);
      return { kind: 'timeout' };
    },
    async (over) => ((await isAbortedFirst(signal, over)) ? { kind: 'aborted' } : undefined),
  ]);
}

function judgeFollowUp(request: FollowUpRequest, tool: BlockedTool, cause: Cause, problem: string): FollowUp {
  const diagnostics = tool.readDiagnostics();
  const fail = (reason: Reason, why: string): FollowUp => ({
    kind: 'failed',
    reason,
    message: `Cannot complete "${request.binary.path} ${request.args[0] ?? ''}": ${why}`,
    diagnostics,
  });
  if (cause.kind === 'timeout')
    return fail(
      reasons.GraceExceeded,
      `it was still running after ${request.timeoutMs / 1_000} s and was killed`,
    );
  if (cause.kind === 'aborted') return fail(reasons.StopRequested, 'it was given up');
  const { exit } = cause;
  if (exit.signal !== '') return fail(reasons.ToolFailed, `it was ended by ${exit.signal}`);
  if (exit.exitCode !== 0) return fail(reasons.ToolFailed, `it exited with ${exit.exitCode}`);
  if (problem !== '') return fail(reasons.ToolFailed, problem);
  return { kind: 'finished', diagnostics };
}

function explainMemory({ binary, cgroup }: FollowUpRequest, tool: BlockedTool): FollowUp {
  return {
    kind: 'failed',
    reason: reasons.MemoryLimit,
    message: `Cannot complete "${binary.path}": the kernel killed it at the limit of ${cgroup.applied.memoryBytes} bytes of memory`,
    diagnostics: tool.readDiagnostics(),
  };
}

/** Why the output did not arrive; empty when it did. */
function toProblem(error: unknown): string {
  if (error === undefined) return '';
  return error instanceof Error ? error.message : 'its output could not be passed on';
}
