import { isDeepStrictEqual } from 'node:util';
import { type Step, showValue, suggestWord } from '../../shared/kinds/validate-fault.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import {
  type FieldRow,
  type Finding,
  isAtOrBelow,
  type OldObject,
  type Reading,
  toSteps,
} from './field-row.ts';
import type { OldKind } from './old-kinds.ts';
import { hasField } from './our-fields.ts';

/** A field of our object, and what is told of it as long as our Kind takes it. */
export interface OurField {
  readonly to: readonly Step[];
  readonly value: unknown;
  readonly finding: Finding;
  readonly isEssential: boolean;
  /** What to write instead where our Kind refuses it; may be empty. */
  readonly mend: string;
}

/** Every field of an old object: those that something of ours takes the place of, and what is told of the others. */
export interface Account {
  readonly fields: readonly OurField[];
  readonly findings: readonly Finding[];
}

/** Goes through an old object by the rows of its Kind, which leaves no field without a word. */
export function accountFields(kind: OldKind, old: OldObject): Account {
  const fields: OurField[] = [];
  const findings: Finding[] = [];
  for (const member of listMembers(kind, old.value, [])) {
    if (member.row === undefined) {
      findings.push(explainMember(kind, member));
      continue;
    }
    const reading = readField(kind, member.row, member.value, old);
    if (reading.kind === 'told') findings.push(reading.finding);
    else if (fields.some(({ to }) => isDeepStrictEqual(to, reading.field.to))) {
      const says = `${member.row.to} is said already: remove one of the two`;
      findings.push({ steps: member.steps, effect: 'refused', says });
    } else fields.push(reading.field);
  }
  return { fields, findings };
}

interface Member {
  readonly steps: readonly Step[];
  readonly value: unknown;
  /** Absent where the table has none for it, nor for anything that could be in it. */
  readonly row?: FieldRow;
}

/** The members that rows speak of, those that none speaks of, and those that hold nothing. */
function listMembers(kind: OldKind, value: object, above: readonly Step[]): readonly Member[] {
  return Object.keys(value).flatMap((key): readonly Member[] => {
    const steps = [...above, key];
    if (steps.length === 1 && (key === 'apiVersion' || key === 'kind')) return [];
    const member = readMember(value, key);
    const row = kind.rows.find(({ from }) => isDeepStrictEqual(toSteps(from), steps));
    if (member !== null && row !== undefined) return [{ steps, value: member, row }];
    const isInside = typeof member === 'object' && member !== null && isBranch(kind, steps);
    return isInside && !Array.isArray(member) && Object.keys(member).length > 0
      ? listMembers(kind, member, steps)
      : [{ steps, value: member }];
  });
}

function isBranch(kind: OldKind, steps: readonly Step[]): boolean {
  return kind.rows.some(({ from }) => isAtOrBelow(toSteps(from), steps));
}

/** What is told of a member without a row of its own. */
function explainMember(kind: OldKind, { steps, value }: Member): Finding {
  if (!isBranch(kind, steps)) return explainUnknown(kind, steps);
  if (value === null) return { steps, effect: 'leftOut', says: 'it has no value' };
  if (typeof value === 'object' && !Array.isArray(value))
    return { steps, effect: 'leftOut', says: 'it is empty' };
  return { steps, effect: 'refused', says: `${showValue(value)} is not an object: give it fields` };
}

function explainUnknown(kind: OldKind, steps: readonly Step[]): Finding {
  const beside = kind.rows
    .map(({ from }) => toSteps(from))
    .filter((from) => from.length >= steps.length && isAtOrBelow(from, steps.slice(0, -1)))
    .map((from) => String(from[steps.length - 1]));
  const suggestion = suggestWord(String(steps.at(-1)), [...new Set(beside)]);
  const says = `${kind.kind} of ${kind.apiVersion} has no such field${suggestion}: it is left out, mend or remove it`;
  return { steps, effect: 'unknown', says };
}

type FieldReading =
  | { readonly kind: 'told'; readonly finding: Finding }
  | { readonly kind: 'field'; readonly field: OurField };

function readField(kind: OldKind, row: FieldRow, value: unknown, old: OldObject): FieldReading {
  const steps = toSteps(row.from);
  const reading = row.read?.(value, old) ?? readPlainly(row, value);
  const says = reading.says ?? row.says;
  if (row.to === undefined || !('value' in reading)) {
    const effect = reading.kind === 'leftOut' ? 'leftOut' : 'refused';
    return { kind: 'told', finding: { steps, effect, says } };
  }
  const to = toSteps(row.to);
  if (row.without !== undefined && !hasField(kind.becomes, to))
    return { kind: 'told', finding: { steps, ...row.without } };
  const finding = {
    steps,
    effect: reading.kind === 'refused' ? reading.kind : (reading.effect ?? row.effect),
    says,
    ...(row.to === row.from ? {} : { to: row.to }),
    ...(isDeepStrictEqual(reading.value, value) ? {} : { value: reading.value }),
  };
  const isEssential = row.isEssential === true;
  return { kind: 'field', field: { to, value: reading.value, finding, isEssential, mend: row.mend ?? '' } };
}

function readPlainly(row: FieldRow, value: unknown): Reading {
  if (row.to !== undefined) return { kind: 'value', value };
  return row.effect === 'leftOut' ? { kind: 'leftOut', says: row.says } : { kind: 'refused', says: row.says };
}
