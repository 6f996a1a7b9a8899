import { listSome } from '../domain/list-some.ts';
import type { PowerToolArgumentPolicySpec } from '../kinds/power-tool-argument-policy.ts';
import type { OptionGrammar } from './baseline/option-grammar.ts';
import type { SubcommandBaseline } from './baseline/tool-baseline.ts';
import { narrowValue } from './narrow-value.ts';
import { optionIndexOf } from './option-index.ts';
import type { PolicyFaults } from './policy-fault.ts';
import { quoteText } from './quote-text.ts';

type SubcommandPolicy = PowerToolArgumentPolicySpec['subcommands'][number];
type OptionPolicy = SubcommandPolicy['options'][number];

/** A subcommand as a policy wants it, and where that stands in the policy. */
export interface SubcommandWish {
  readonly path: string;
  readonly baseline: SubcommandBaseline;
  readonly wish: SubcommandPolicy;
}

/** An option as a policy wants it; `name` is how messages and statuses name it. */
interface OptionWish {
  readonly path: string;
  readonly name: string;
  readonly status: string;
  readonly baseline: SubcommandBaseline;
  readonly option: OptionGrammar;
  readonly wish: OptionPolicy;
}

/** The subcommand with no more than the policy allows; what cannot be had so is left out, and is a fault. */
export function narrowSubcommand(
  { path, baseline, wish }: SubcommandWish,
  faults: PolicyFaults,
): SubcommandBaseline {
  const index = optionIndexOf(baseline);
  const narrowed = new Map<OptionGrammar, { readonly grammar: OptionGrammar; readonly wish: OptionWish }>();
  for (const [at, option] of wish.options.entries()) {
    const names = option.names.map(quoteText).join(', ');
    const name = `option "${names}" of ${baseline.name === '' ? 'the tool' : `subcommand "${baseline.name}"`}`;
    const status = `${baseline.name === '' ? '' : `${baseline.name}: `}${names}`;
    const where = `${path}.options[${at}]`;
    const [first, ...others] = option.names.map((each) => index.get(each));
    if (first === undefined || others.some((other) => other !== first)) {
      const known = baseline.options.map((each) => each.names.join(' or '));
      const right = known.length === 0 ? 'leave it out' : `narrow one of ${listSome(known)}`;
      faults.addOutside(where, `${name} is not one option of the baseline: ${right}`, status);
    } else if (narrowed.has(first)) {
      faults.addContradiction(where, `${name} stands there twice: leave one out`);
    } else {
      const each: OptionWish = { path: where, name, status, baseline, option: first, wish: option };
      narrowed.set(first, { grammar: narrowOption(each, faults), wish: each });
    }
  }
  const options = baseline.options.flatMap((option) => narrowed.get(option)?.grammar ?? []);
  for (const each of narrowed.values()) findRequiredConflict(each, options, faults);
  return { ...baseline, options, operands: narrowOperands(path, baseline, wish, faults) };
}

function narrowOption(each: OptionWish, faults: PolicyFaults): OptionGrammar {
  const { option, wish } = each;
  const conflictsWith = addConflicts(each, faults);
  const { value } = option;
  return {
    ...option,
    required: option.required === true || wish.required,
    ...(wish.maxOccurs === undefined ? {} : { maxOccurs: limitOccurs(each, wish.maxOccurs, faults) }),
    ...(conflictsWith.length === 0 ? {} : { conflictsWith }),
    ...(value === undefined ? {} : { value: narrowValueOf(each, value, faults) }),
    ...(value === undefined && wish.value !== undefined ? refuseValue(each, faults) : {}),
  };
}

function refuseValue({ path, name, status }: OptionWish, faults: PolicyFaults): object {
  faults.addOutside(`${path}.value`, `${name} is a flag and takes no value: leave it out`, status);
  return {};
}

function narrowValueOf<Value extends NonNullable<OptionGrammar['value']>>(
  { path, name, status, wish }: OptionWish,
  value: Value,
  faults: PolicyFaults,
): NonNullable<OptionGrammar['value']> {
  if (wish.value === undefined) return value;
  const narrowed = narrowValue(value, wish.value);
  if (narrowed.kind === 'narrowed') return narrowed.value;
  const [field, message] = [`${path}.value${narrowed.field}`, `${name}: ${narrowed.why}`];
  if (narrowed.kind === 'outside') faults.addOutside(field, message, status);
  else faults.addContradiction(field, message, status);
  return value;
}

function limitOccurs(
  { path, name, status, option }: OptionWish,
  wanted: number,
  faults: PolicyFaults,
): number {
  const most = option.maxOccurs ?? 1;
  if (wanted <= most) return wanted;
  const why = `${name} may stand ${most === 1 ? 'once' : `${most} times`} by the baseline, not ${wanted}: give at most ${most}`;
  faults.addOutside(`${path}.maxOccurs`, why, status);
  return most;
}

/** Canonical names of what may not stand beside the option, by the baseline and by the policy. */
function addConflicts(each: OptionWish, faults: PolicyFaults): readonly string[] {
  const { path, name, status, baseline, option, wish } = each;
  const index = optionIndexOf(baseline);
  const conflicts = new Set(option.conflictsWith);
  for (const [at, written] of (wish.conflictsWith ?? []).entries()) {
    const field = `${path}.conflictsWith[${at}]`;
    const other = index.get(written);
    if (other === undefined) {
      const why = `"${quoteText(written)}" is no option of the baseline: use ${listSome([...index.keys()])}`;
      faults.addOutside(field, `${name}: ${why}`, status);
    } else if (other === option) {
      faults.addContradiction(
        field,
        `${name} conflicts with itself: leave the option out of the policy`,
        status,
      );
    } else if (baseline.defaults.some((fallback) => fallback.option === other.names[0])) {
      const why = `conflicts with ${other.names[0]}, which is added to a line that lacks it: leave one of the two out of the policy`;
      faults.addContradiction(field, `${name} ${why}`, status);
    } else conflicts.add(other.names[0]);
  }
  return [...conflicts];
}

/** Two options that both have to be there and may not stand side by side. */
function findRequiredConflict(
  { grammar, wish }: { readonly grammar: OptionGrammar; readonly wish: OptionWish },
  options: readonly OptionGrammar[],
  faults: PolicyFaults,
): void {
  if (grammar.required !== true) return;
  const other = options.find(
    ({ names, required }) => required === true && grammar.conflictsWith?.includes(names[0]) === true,
  );
  if (other === undefined) return;
  const why = `${wish.name} is required and conflicts with ${other.names[0]}, which is required too: require one of the two`;
  faults.addContradiction(`${wish.path}.required`, why, wish.status);
}

function narrowOperands(
  path: string,
  baseline: SubcommandBaseline,
  { operands }: SubcommandPolicy,
  faults: PolicyFaults,
): SubcommandBaseline['operands'] {
  const own = nameOfOperands(baseline.operands);
  if (operands === undefined || operands === own) return baseline.operands;
  if (operands === 'none') return 'none';
  const right = own === 'none' ? 'none' : `none or ${own}`;
  const why = `"${quoteText(operands)}" is more than the baseline has: write ${right}, or leave it out`;
  faults.addOutside(`${path}.operands`, why);
  return baseline.operands;
}

/** How a policy names what may follow the options. */
export function nameOfOperands(operands: string | { readonly kind: string }): string {
  return typeof operands === 'string' ? operands : operands.kind;
}
