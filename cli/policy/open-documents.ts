import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { foldText } from '../output/fold-text.ts';
import { toPrintable } from '../output/printable.ts';
import { type DocumentFault, type PolicyDocuments, showFault } from './policy-documents.ts';
import { type ParsedDocuments, readDocuments } from './read-documents.ts';

const columns = 80;

/** Reads what can be read of the paths. Throws a CliError, which is of usage, for a path that cannot be. */
export async function openDocuments(
  paths: readonly string[],
  stdin: NodeJS.ReadableStream,
  home: string,
): Promise<ParsedDocuments> {
  const read = await readDocuments(paths, stdin, home);
  if (read.kind === 'unreadable') throw toUsageError(read.faults);
  return read;
}

/** The policies and configs of `--policies`, none where it is not given. Throws a CliError where any has a fault. */
export async function openPolicies(
  path: string | undefined,
  stdin: NodeJS.ReadableStream,
  home: string,
): Promise<PolicyDocuments> {
  if (path === undefined) return { policies: [], configs: [] };
  const read = await openDocuments([path], stdin, home);
  if (read.faults.length > 0) throw toPolicyError(read.faults);
  if (read.policies.length + read.configs.length > 0) return read;
  const why = 'there is no PowerToolArgumentPolicy and no PowerToolConfig in it';
  throw toUsageError([`Cannot use --policies "${path}": ${why}: name the folder that has them`]);
}

/** Policies that cannot be used, each fault with its file and line. */
export function toPolicyError(faults: readonly DocumentFault[]): CliError {
  return toUsageError(['Cannot use these policies:', ...faults.map(showFault)]);
}

function toUsageError(sentences: readonly string[]): CliError {
  const lines = sentences.flatMap((sentence) => foldText(toPrintable(sentence), columns, '    '));
  return new CliError(lines.join('\n'), { exitCode: exitCodes.usage, next: 'toe policy lint PATH' });
}
