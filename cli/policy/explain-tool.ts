import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import type { CompiledPolicy } from '../../shared/arguments/compile-policy.ts';
import { quoteText } from '../../shared/arguments/quote-text.ts';
import { usageText } from '../../shared/arguments/usage-text.ts';
import { foldText } from '../output/fold-text.ts';
import { toPrintable } from '../output/printable.ts';
import type { LineRules } from './find-rules.ts';

export type Explanation =
  | { readonly kind: 'explained'; readonly text: string }
  /** There is no such subcommand: a sentence, and what may be asked for. */
  | { readonly kind: 'unknown'; readonly message: string; readonly next: string }
  /** There is, but the rules leave nothing of it. */
  | { readonly kind: 'refused'; readonly message: string; readonly next: string };

const columns = 80;

/** What the rules of a tool of the baseline allow, of a subcommand alone where words of one are given. */
export function explainTool(tool: string, words: readonly string[], rules: LineRules): Explanation {
  const known = (catalogue.get(tool)?.subcommands ?? []).map(({ name }) => name);
  const allowed = known.filter((name) => isAllowed(name, rules));
  const asked = words.join(' ');
  if (words.length > 0 && (asked === '' || !known.includes(asked))) {
    const right = known.includes('') ? 'it has none' : `use ${known.join(', ')}`;
    const message = `Cannot explain "${quoteText(asked)}" of ${tool}: there is no such subcommand: ${right}`;
    return { kind: 'unknown', message, next: `toe policy explain ${tool}` };
  }
  const shown = words.length > 0 ? allowed.filter((name) => name === asked) : allowed;
  if (shown.length === 0) {
    const left = allowed.length === 0 ? 'nothing of the tool' : `only ${allowed.join(', ')}`;
    const why = `the rules leave ${left}: ${describeRules(rules)}`;
    const message = toPrintable(`Cannot explain "${`${tool} ${asked}`.trim()}": ${why}`);
    return { kind: 'refused', message, next: `toe policy explain ${`${tool} ${asked}`.trim()}` };
  }
  const notes = noteRules(tool, shown, rules).flatMap((note) => foldText(toPrintable(note), columns, '  '));
  const text = usageText(tool, enforcedBy(rules), shown);
  return { kind: 'explained', text: `${text}${notes.length === 0 ? '' : `\n${notes.join('\n')}\n`}` };
}

/** The policy, where it refuses what it does not allow. */
function enforcedBy({ policy }: LineRules): CompiledPolicy | undefined {
  return policy?.enforcement === 'Enforce' ? policy.compiled : undefined;
}

function isAllowed(name: string, rules: LineRules): boolean {
  const { config } = rules;
  return (
    (enforcedBy(rules)?.subcommands.has(name) ?? true) &&
    (config === undefined || config.spec.subcommands.some((subcommand) => subcommand.name === name))
  );
}

function describeRules({ policy, config }: LineRules): string {
  return [
    ...(policy === undefined ? [] : [`argument policy "${policy.name}" (${policy.origin})`]),
    ...(config === undefined ? [] : [`config (${config.origin})`]),
  ].join(', ');
}

/** What binds a line beside the grammar. */
function noteRules(tool: string, shown: readonly string[], rules: LineRules): readonly string[] {
  const { policy, config } = rules;
  if (policy === undefined && config === undefined) return [];
  const locked = (config?.spec.subcommands ?? [])
    .filter(({ name, defaultArgs }) => shown.includes(name) && defaultArgs.length > 0)
    .map(({ name, defaultArgs }) => {
      const line = `${tool} ${name}`.trim();
      return `The config adds to every ${line}, and no line may repeat it: ${defaultArgs.join(' ')}`;
    });
  const limit =
    config === undefined ? [] : [`The config lets it run for at most ${config.spec.limits.duration}.`];
  const isWeak = policy !== undefined && policy.enforcement !== 'Enforce';
  const weak = isWeak ? [`The policy takes nothing away: its enforcement is ${policy.enforcement}.`] : [];
  return [...locked, ...limit, ...weak, `By ${describeRules(rules)}.`];
}
