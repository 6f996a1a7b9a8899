import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SubcommandBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';
import { abortLater } from '../../shared/runtime/abort-later.ts';
import { compressToFile } from '../artifacts/compress-zstd.ts';
import { runFollowUp } from '../execution/run-follow-up.ts';
import type { ToolRequest } from '../execution/tool-request.ts';
import type { Acceptance } from './accept-command.ts';
import type { CommandDeps } from './command-deps.ts';
import { limitBytes } from './limit-bytes.ts';
import type { LiveCommand } from './live-command.ts';
import type { PreparedRun } from './prepare-run.ts';
import { findRolledOutput } from './rolled-output.ts';
import { toToolArgs } from './to-tool-args.ts';

const timeoutMs = 300_000;
/** Segments each begin with all that perf knows of the node's processes: reading many takes longer. */
const deadlineShare = 0.5;
/** Text of samples is five times as big as perf.data (measured), and compresses to a tenth of itself. */
const textFactor = 8;
/** When the agent is to stop, other files have to be delivered in what is left of its grace period. */
const hurriedMs = 15_000;

/**
 * Runs the tool's follow-up, such as `perf script`, in the run's cgroup; its standard output is compressed into the
 * run's directory. Of an output in segments it reads every complete one, in their order, into one file. A follow-up
 * that fails loses its own file and nothing else.
 */
export async function runAfter(
  live: LiveCommand,
  run: PreparedRun,
  acceptance: Extract<Acceptance, { kind: 'accepted' }>,
  directory: string,
  deps: CommandDeps,
): Promise<void> {
  const { followUp } = acceptance.subcommand;
  if (followUp === undefined || run.request === undefined) return;
  const path = join(directory, followUp.output.fileName);
  try {
    await run.request.cgroup.killAll();
    const lines = toLines(live, run, acceptance.subcommand, followUp.args, directory);
    using hurry = abortLater(deps.stopping, hurriedMs);
    const why = await printAll(lines, path, run.request, live, deps, hurry.signal);
    if (why === undefined) return;
    deps.log.warn({ followUp: followUp.name, why }, 'Follow-up failed');
  } catch (error) {
    deps.log.warn({ err: error, followUp: followUp.name }, 'Follow-up failed');
  }
  await rm(path, { force: true });
}

/** The follow-up's arguments for each file that it has to read. */
function toLines(
  live: LiveCommand,
  { pods }: PreparedRun,
  subcommand: SubcommandBaseline,
  args: readonly string[],
  directory: string,
): readonly (readonly string[])[] {
  const { command } = live.record;
  const rolled = findRolledOutput(command, subcommand);
  if (rolled === undefined) return [toToolArgs(args, command, directory, pods)];
  const { output } = rolled;
  const segments = live.record.sealed.filter(
    ({ artifact }) => artifact.output === output.name && artifact.complete,
  );
  return segments.map(({ path }) => {
    const outputs = [{ ...output, path }];
    return toToolArgs(args, { ...command, outputs }, live.directory, pods);
  });
}

/** Why not all that they print is in the file; undefined where it is. */
async function printAll(
  lines: readonly (readonly string[])[],
  path: string,
  base: ToolRequest,
  live: LiveCommand,
  deps: CommandDeps,
  signal: AbortSignal,
): Promise<string | undefined> {
  const file = compressToFile(path);
  const done = file.done.then(() => undefined, toMessage);
  const limit = limitBytes(live.record.command.caps.outputBytes * textFactor);
  const flowed = pipeline(limit, file.input).then(() => undefined, toMessage);
  const { uploadDeadlineMs } = live.record.command;
  const totalMs = Math.max(timeoutMs, lines.length > 1 ? uploadDeadlineMs * deadlineShare : 0);
  const untilUs = deps.clock.monotonicUs() + totalMs * 1_000;
  let why: string | undefined = lines.length === 0 ? 'there is no complete file to read' : undefined;
  for (const args of lines) {
    const leftMs = Math.max(1, (untilUs - deps.clock.monotonicUs()) / 1_000);
    const request = { ...base, args, stdoutTo: passOn(limit), timeoutMs: leftMs };
    const result = await runFollowUp(request, deps, signal);
    if (result.kind === 'finished') continue;
    why = result.message;
    break;
  }
  if (why === undefined) limit.end();
  else limit.destroy();
  const [flowProblem, fileProblem] = await Promise.all([flowed, done]);
  return why ?? flowProblem ?? fileProblem;
}

/** Hands on what it is given, no faster than that is taken, and leaves the other open at its own end. */
function passOn(to: Writable): Writable {
  return new Writable({ write: (chunk: Buffer, _encoding, done) => void to.write(chunk, done) });
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
