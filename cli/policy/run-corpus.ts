import { type FileHandle, open } from 'node:fs/promises';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { explainReadError } from '../convert/read-manifests.ts';
import { exitCodes } from '../exit-codes.ts';
import { columnsOf } from '../output/columns-of.ts';
import { toPrintable } from '../output/printable.ts';
import { countDiffering, renderSummary } from './corpus-summary.ts';
import { findCorpusRules, judgeCorpus } from './judge-corpus.ts';
import { openPolicies, toPolicyError } from './open-documents.ts';
import { namespacesOf, type PolicyOptions } from './policy-options.ts';

/** Judges every line of a file, `-` being standard input; sets the exit code. */
export async function runCorpus(
  path: string,
  options: PolicyOptions,
  context: CommandContext,
): Promise<void> {
  const { namespace, home } = namespacesOf(options);
  const documents = await openPolicies(options.policies, context.stdin, home);
  const found = findCorpusRules(documents, namespace);
  if (found.kind === 'faulty') throw toPolicyError(found.faults);
  await using file = path === '-' ? undefined : await openFile(path);
  const chunks = file === undefined ? context.stdin : file.createReadStream({ autoClose: false });
  const summary = await judgeCorpus(chunks, found.rules, (text) => write(text, context));
  if (summary === undefined) {
    context.exitWith(exitCodes.failed);
    return;
  }
  if (options.quiet !== true) context.stderr.write(renderSummary(summary, columnsOf(context.stderr)));
  const isWrong = options.expect === true && countDiffering(summary) > 0;
  context.exitWith(isWrong ? exitCodes.failed : exitCodes.ok);
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    const handle = await open(path);
    if (!(await handle.stat()).isDirectory()) return handle;
    await handle.close();
  } catch (error) {
    throw unreadable(path, explainReadError(error), error);
  }
  throw unreadable(path, 'it is a folder: give a file', undefined);
}

function unreadable(path: string, why: string, cause: unknown): CliError {
  const message = toPrintable(`Cannot read corpus "${path}": ${why}`);
  return new CliError(message, { exitCode: exitCodes.usage, next: 'toe policy test --help', cause });
}

/** Resolves when the text is on its way, with whether there is anybody to read it. */
async function write(text: string, { stdout }: CommandContext): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  stdout.write(text, (error) => resolve(error === undefined || error === null));
  return promise;
}
