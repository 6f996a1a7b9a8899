import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import { findSubcommand } from '../../shared/arguments/find-subcommand.ts';
import { quoteText } from '../../shared/arguments/quote-text.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { columnsOf } from '../output/columns-of.ts';
import { foldText } from '../output/fold-text.ts';
import { toPrintable } from '../output/printable.ts';
import { quoteWord } from '../output/quote-word.ts';
import { findRules } from './find-rules.ts';
import { judgeLine, type LineRequest } from './judge-line.ts';
import { openPolicies, toPolicyError } from './open-documents.ts';
import { namespacesOf, type PolicyOptions } from './policy-options.ts';
import { presumeTargets } from './presume-targets.ts';
import { type JudgedLine, renderVerdict, verdictJson } from './render-verdict.ts';

const defaultDurationMs = 30_000;

/** Says what becomes of one line; sets the exit code. */
export async function runTest(
  tool: string,
  args: readonly string[],
  options: PolicyOptions,
  context: CommandContext,
): Promise<void> {
  const { namespace, home } = namespacesOf(options);
  const documents = await openPolicies(options.policies, context.stdin, home);
  const found = findRules(documents, { tool, namespace });
  if (found.kind === 'faulty') throw toPolicyError(found.faults);
  const { rules } = found;
  const request: LineRequest = {
    tool,
    args,
    durationMs: options.duration ?? defaultDurationMs,
    scope: options.pods === true ? 'pods' : 'node',
    targetPids: new Set(options.pid),
    netDevices: new Set(options.device),
  };
  const verdict = judgeLine(request, rules);
  const searched = options.policies;
  const judged = { request: { ...request, tool: quoteText(tool) }, rules, verdict, searched };
  const columns = columnsOf(context.stdout);
  context.stdout.write(options.output === 'json' ? verdictJson(judged) : renderVerdict(judged, columns));
  context.exitWith(verdict.kind === 'allowed' ? exitCodes.ok : exitCodes.failed);
  if (verdict.kind === 'allowed' || options.quiet === true || verdict.rule === 'tool') return;
  const next = foldText(`Next: ${suggest(judged, args, options)}`, columnsOf(context.stderr), '  ');
  context.stderr.write(`${next.join('\n')}\n`);
}

function suggest(
  { request, rules, verdict }: JudgedLine,
  args: readonly string[],
  { policies }: PolicyOptions,
): string {
  const named = judgeLine({ ...request, ...presumeTargets(args) }, rules);
  if (verdict.kind === 'refused' && named.kind === 'allowed')
    return 'the same with --pid NUMBER or --device NAME, for what the targets have';
  const known = catalogue.get(request.tool)?.subcommands ?? [];
  const words = [request.tool, findSubcommand(known, args)?.subcommand.name ?? ''].join(' ').trim();
  const from = policies === undefined ? '' : ` --policies ${quoteWord(policies)}`;
  return toPrintable(`toe policy explain ${words}${from}`);
}
