import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import { quoteText } from '../../shared/arguments/quote-text.ts';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { foldText } from '../output/fold-text.ts';
import { explainTool } from './explain-tool.ts';
import { findRules } from './find-rules.ts';
import { openPolicies, toPolicyError } from './open-documents.ts';
import { namespacesOf, type PolicyOptions } from './policy-options.ts';

/** Prints what a tool, or a subcommand of it, may have; sets the exit code. */
export async function runExplain(
  tool: string,
  words: readonly string[],
  options: PolicyOptions,
  context: CommandContext,
): Promise<void> {
  const { namespace, home } = namespacesOf(options);
  if (!catalogue.has(tool)) {
    const known = [...catalogue.keys()].join(', ');
    const message = `Cannot explain tool "${quoteText(tool)}": no agent has it: use ${known}`;
    throw refuse({ message, next: 'toe policy explain TOOL' }, exitCodes.usage);
  }
  const documents = await openPolicies(options.policies, context.stdin, home);
  const found = findRules(documents, { tool, namespace });
  if (found.kind === 'faulty') throw toPolicyError(found.faults);
  const explained = explainTool(tool, words, found.rules);
  if (explained.kind === 'unknown') throw refuse(explained, exitCodes.usage);
  if (explained.kind === 'refused') throw refuse(explained, exitCodes.failed);
  context.stdout.write(explained.text);
}

function refuse(
  { message, next }: { readonly message: string; readonly next: string },
  exitCode: ExitCode,
): CliError {
  return new CliError(foldText(message, 80, '  ').join('\n'), { exitCode, next });
}
