import { isDeepStrictEqual } from 'node:util';
import { apiVersion } from '../../shared/kinds/kinds.ts';
import type { Fault, Step } from '../../shared/kinds/validate-fault.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import { accountFields, type OurField } from './account-fields.ts';
import { type DefaultRow, type Finding, makeOldObject, toSteps } from './field-row.ts';
import type { OldKind } from './old-kinds.ts';
import { hasField } from './our-fields.ts';
import { type Settled, settleObject } from './settle-object.ts';

/** One of our Kinds in place of an old object, and what became of each field of that. */
export interface ConvertedObject {
  readonly object: object;
  readonly findings: readonly Finding[];
  /** Whether our Kind takes the object. */
  readonly isValid: boolean;
}

/** Turns an old object into one of ours. Where something of it is lost, a finding says so. */
export function convertObject(kind: OldKind, value: object): ConvertedObject {
  const old = makeOldObject(value);
  const account = accountFields(kind, old);
  const absent = kind.defaults.filter(
    (row) =>
      old.read(row.from) === undefined &&
      hasField(kind.becomes, toSteps(row.to)) &&
      !account.fields.some(({ to }) => isDeepStrictEqual(to, toSteps(row.to))),
  );
  const readings = absent.map((row) => ({ row, reading: row.read?.(old) }));
  const added = readings.flatMap(({ row, reading }) =>
    reading?.kind === 'value' ? [makeField(row, reading.value)] : [],
  );
  const settled = settleObject(kind.becomes, [...account.fields, ...added]);
  const spec = settled.resource?.spec;
  return {
    object: settled.object,
    isValid: settled.resource !== undefined,
    findings: [
      ...tellKind(kind),
      ...account.findings,
      ...[...account.fields, ...added].map((field) => tellField(field, settled)),
      ...readings.flatMap(({ row, reading }): readonly Finding[] => {
        if (reading?.kind === 'refused')
          return [{ steps: toSteps(row.from), effect: 'refused', says: reading.says }];
        return reading === undefined ? [tellDefault(row, spec)] : [];
      }),
      ...settled.faults.map((fault) => tellFault(kind, fault)),
    ],
  };
}

function tellKind(kind: OldKind): readonly Finding[] {
  return [
    { steps: ['apiVersion'], effect: 'changed', value: apiVersion, says: '' },
    kind.kind === kind.becomes
      ? { steps: ['kind'], effect: 'carried', says: '' }
      : { steps: ['kind'], effect: 'changed', value: kind.becomes, says: '' },
  ];
}

function makeField(row: DefaultRow, value: unknown): OurField {
  const finding = {
    steps: toSteps(row.from),
    effect: 'defaulted',
    to: row.to,
    value,
    says: row.says,
  } as const;
  return { to: toSteps(row.to), value, finding, isEssential: true, mend: '' };
}

function tellField(field: OurField, settled: Settled): Finding {
  const why = settled.refused.get(field);
  if (why === undefined || field.finding.effect === 'refused') return field.finding;
  const mend = field.mend === '' ? '' : `; ${field.mend}`;
  const fate = field.isEssential
    ? 'it stays, so that the object is refused until it is mended'
    : 'it is left out';
  return { steps: field.finding.steps, effect: 'refused', says: `${why}${mend}; ${fate}` };
}

function tellDefault(row: DefaultRow, spec: unknown): Finding {
  const value = toSteps(row.to).slice(1).reduce(readMember, spec);
  const steps = toSteps(row.from);
  const shown = value === undefined ? {} : { to: row.to, value };
  return { steps, effect: 'defaulted', says: row.says, ...shown };
}

/** Told where the old object would have had the field. */
function tellFault(kind: OldKind, fault: Fault): Finding {
  const row = kind.rows.find(({ to }) => to !== undefined && isDeepStrictEqual(toSteps(to), fault.steps));
  const steps: readonly Step[] = row === undefined ? fault.steps : toSteps(row.from);
  return { steps, effect: 'refused', says: fault.message };
}
