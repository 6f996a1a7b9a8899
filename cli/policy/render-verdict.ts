import { describeSight } from '../../shared/arguments/describe-sight.ts';
import { foldText } from '../output/fold-text.ts';
import { toPrintable } from '../output/printable.ts';
import { toCommandText } from '../output/render-preview.ts';
import { toAsciiJson } from './ascii-json.ts';
import { describeSlots } from './describe-slots.ts';
import type { LineRules } from './find-rules.ts';
import { findDecider, type LineRequest, type LineVerdict } from './judge-line.ts';

/** A line, what binds it, and what came of it. */
export interface JudgedLine {
  readonly request: LineRequest & { readonly tool: string };
  readonly rules: LineRules;
  readonly verdict: LineVerdict;
  /** Where policies were looked for; undefined: nowhere. */
  readonly searched: string | undefined;
}

const indent = ' '.repeat(10);
const noBreak = '\u00a0';

/** The verdict for people, in lines of at most `columns` characters where its words let it. */
export function renderVerdict(line: JudgedLine, columns: number): string {
  const { verdict, rules } = line;
  const fields = verdict.kind === 'allowed' ? toAllowed(line, verdict) : toRefused(line, verdict);
  if (line.searched !== undefined) fields.push(['Policy', describePolicy(line, line.searched)]);
  if (rules.config !== undefined) fields.push(['Config', describeConfig(line)]);
  return fields
    .flatMap(([label, text]) => foldText(`${label.padEnd(10, noBreak)}${toPrintable(text)}`, columns, indent))
    .map((folded) => `${folded}\n`)
    .join('');
}

/** The verdict for programs. */
export function verdictJson({ request, rules, verdict }: JudgedLine): string {
  const { policy } = rules;
  const bound = { policy: policy?.name ?? null, policyDigest: policy?.compiled.digest ?? null };
  const common = { rule: verdict.rule, message: verdict.message, ...bound };
  const { tool } = request;
  const object =
    verdict.kind === 'allowed'
      ? { tool, verdict: 'allow', argv: verdict.argv, ...common }
      : {
          tool,
          verdict: 'deny',
          argv: [],
          argument: verdict.argument,
          position: verdict.position,
          decidedBy: findDecider(request, rules, verdict),
          ...common,
        };
  return `${toAsciiJson(object, 2)}\n`;
}

type Field = readonly [label: string, text: string];

function toAllowed(
  { request, rules: { policy } }: JudgedLine,
  { argv, rule, message }: Extract<LineVerdict, { readonly kind: 'allowed' }>,
): Field[] {
  const sight = describeSight(request.tool, argv, request.scope);
  const words = [request.tool, ...argv].map((word) => toCommandText(word, [word]));
  return [
    ['Verdict', message === '' ? 'allowed' : 'allowed, although the policy has something against it'],
    ['Command', words.map((word) => word.replaceAll(' ', noBreak)).join(' ')],
    ...(sight === undefined ? [] : [['Sees', sight] as const]),
    ...describeSlots(argv, request.durationMs).map((text): Field => ['Slot', text]),
    ['Rule', policy === undefined ? rule : rule.replace(policy.compiled.digest, `"${policy.name}"`)],
    ...(message === '' ? [] : [['Warning', message] as const]),
  ];
}

function toRefused(
  { request, rules }: JudgedLine,
  refusal: Extract<LineVerdict, { readonly kind: 'refused' }>,
): Field[] {
  const { argument, position, rule, message } = refusal;
  return [
    ['Verdict', 'refused'],
    ['Why', message],
    ['Argument', position > 0 ? `"${argument}", position ${position}` : `"${argument}", not of the line`],
    ['Rule', `${rule}, set by the ${findDecider(request, rules, refusal)}`],
  ];
}

function describePolicy({ request, rules: { policy, config } }: JudgedLine, searched: string): string {
  if (policy === undefined)
    return config === undefined ? `none for ${request.tool} in ${searched}` : 'none, the config names none';
  const { name, origin, enforcement } = policy;
  const weak = enforcement === 'Enforce' ? '' : `, enforcement ${enforcement}: it refuses nothing`;
  return `"${name}", ${origin}${weak}`;
}

function describeConfig({ request, rules: { config } }: JudgedLine): string {
  if (config === undefined) return '';
  const locked = config.spec.subcommands
    .filter(({ defaultArgs }) => defaultArgs.length > 0)
    .map(({ name, defaultArgs }) => `${`${request.tool} ${name}`.trim()} ${defaultArgs.join(' ')}`);
  return `${config.origin}, locks ${locked.length === 0 ? 'nothing' : locked.join('; ')}`;
}
