import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { columnsOf } from '../output/columns-of.ts';
import { type LintFinding, lintDocuments } from './lint-documents.ts';
import { openDocuments } from './open-documents.ts';
import { namespacesOf, type PolicyOptions } from './policy-options.ts';
import { renderFindings, summarizeLint } from './render-findings.ts';

/** Tells what is wrong with policies and configs; sets the exit code. */
export async function runLint(
  paths: readonly string[],
  options: PolicyOptions,
  context: CommandContext,
): Promise<void> {
  const { stdout, stderr } = context;
  const read = await openDocuments(paths, context.stdin, namespacesOf(options).home);
  const unreadable = read.faults.map((fault): LintFinding => ({ severity: 'fault', ...fault }));
  const findings = [...unreadable, ...lintDocuments(read)].toSorted(byPlace);
  stdout.write(renderFindings(findings, stdout.isTTY === true ? columnsOf(stdout) : undefined));
  if (options.quiet !== true) stderr.write(summarizeLint(read, findings));
  const isWrong = ({ severity }: LintFinding): boolean => severity === 'fault' || options.strict === true;
  context.exitWith(findings.some(isWrong) ? exitCodes.failed : exitCodes.ok);
}

function byPlace(left: LintFinding, right: LintFinding): number {
  if (left.file === right.file) return left.line - right.line;
  return left.file < right.file ? -1 : 1;
}
