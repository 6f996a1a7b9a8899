import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { abortLater } from '../../shared/runtime/abort-later.ts';
import { compressToFile } from '../artifacts/compress-zstd.ts';
import { runFollowUp } from '../execution/run-follow-up.ts';
import type { Acceptance } from './accept-command.ts';
import type { CommandDeps } from './command-deps.ts';
import { limitBytes } from './limit-bytes.ts';
import type { LiveCommand } from './live-command.ts';
import type { PreparedRun } from './prepare-run.ts';
import { toToolArgs } from './to-tool-args.ts';

const timeoutMs = 300_000;
/** Text of samples is five times as big as perf.data (measured), and compresses to a tenth of itself. */
const textFactor = 8;
/** When the agent is to stop, other files have to be delivered in what is left of its grace period. */
const hurriedMs = 15_000;

/**
 * Runs the tool's follow-up, such as `perf script`, in the run's cgroup; its standard output is compressed into the
 * run's directory. A follow-up that fails loses its own file and nothing else.
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
  const { command } = live.record;
  const path = join(directory, followUp.output.fileName);
  const args = toToolArgs(followUp.args, command, directory, run.pods);
  try {
    await run.request.cgroup.killAll();
    const file = compressToFile(path);
    const limit = limitBytes(command.caps.outputBytes * textFactor);
    const flowed = pipeline(limit, file.input);
    const written = Promise.all([flowed, file.done]).then(() => undefined, toMessage);
    const request = { ...run.request, args, stdoutTo: limit, timeoutMs };
    using hurry = abortLater(deps.stopping, hurriedMs);
    const result = await runFollowUp(request, deps, hurry.signal);
    // Where the program never started, nobody has ended or destroyed the stream.
    if (result.kind === 'failed') limit.destroy();
    const problem = await written;
    const why = result.kind === 'failed' ? result.message : problem;
    if (why === undefined) return;
    deps.log.warn({ followUp: followUp.name, why }, 'Follow-up failed');
  } catch (error) {
    deps.log.warn({ err: error, followUp: followUp.name }, 'Follow-up failed');
  }
  await rm(path, { force: true });
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
