import { isAbort } from '../../shared/runtime/group.ts';
import type { CommandDeps } from './command-deps.ts';
import type { LiveCommand } from './live-command.ts';
import type { RunInput } from './prepare-run.ts';
import { findRolledOutput, findWhole, listBegun, type RolledOutput } from './rolled-output.ts';
import { takeSegments } from './take-segments.ts';

const lookMs = 1_000;

/**
 * Takes each segment as soon as it is whole, while the tool runs. To be disposed of when the tool has ended; what is
 * left then is for `takeLastSegments`.
 */
export function rollWhileRunning(
  live: LiveCommand,
  { command, acceptance, directory }: RunInput,
  deps: CommandDeps,
): AsyncDisposable {
  const ended = new AbortController();
  const rolled = findRolledOutput(command, acceptance.subcommand);
  const rolling =
    rolled === undefined ? Promise.resolve() : roll(live, rolled, directory, deps, ended.signal);
  return {
    [Symbol.asyncDispose]: async () => {
      ended.abort();
      await rolling;
    },
  };
}

/** Never throws: what fails is tried again, and at the end for the last time. */
async function roll(
  live: LiveCommand,
  rolled: RolledOutput,
  directory: string,
  deps: CommandDeps,
  ended: AbortSignal,
): Promise<void> {
  const seen: string[] = [];
  while (!ended.aborted) {
    try {
      await deps.clock.sleep(lookMs, ended);
      const begun = await listBegun(directory, rolled.rolling);
      seen.push(...begun.filter((name) => !seen.includes(name)));
      await takeSegments(live, rolled, findWhole(begun, seen, rolled.rolling), directory, deps);
    } catch (error) {
      if (isAbort(error)) return;
      deps.log.warn({ err: error, command: live.id }, 'Segments could not be taken');
    }
  }
}
