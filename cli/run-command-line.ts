import { CommanderError } from 'commander';
import { CliError, renderError } from './cli-error.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { buildProgram } from './program.ts';

/** Carries out what was typed, without the name of the program. Never throws: faults are told on stderr. */
export async function runCommandLine(
  args: readonly string[],
  context: CommandContext,
  version: string,
): Promise<void> {
  try {
    await buildProgram(context, version).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has written help or the fault already.
      const isHelp = error.code === 'commander.helpDisplayed' || error.code === 'commander.version';
      context.exitWith(isHelp ? exitCodes.ok : exitCodes.usage);
      return;
    }
    context.exitWith(error instanceof CliError ? error.exitCode : exitCodes.failed);
    context.stderr.write(`${renderError(error)}\n`);
  }
}
