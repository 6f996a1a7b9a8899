import type { Step } from '../../shared/kinds/validate-fault.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';

/** What becomes of a field of an old object. Only `refused` and `unknown` ask for somebody's attention. */
export type Effect =
  | 'carried'
  | 'renamed'
  | 'changed'
  | 'defaulted'
  | 'leftOut'
  | 'refused'
  | 'unknown'
  | 'note';

/** One field of the old Kinds: the whole mapping is a table of these. */
export interface FieldRow {
  /** Where it stands in an old object, as `spec.tool.warmup`. What is below it belongs to it. */
  readonly from: string;
  /** Where it stands in ours; absent: nothing takes its place. */
  readonly to?: string;
  readonly effect: Exclude<Effect, 'defaulted' | 'unknown' | 'note'>;
  /** What a person who moves has to know. */
  readonly says: string;
  /** What to write instead where our Kind refuses the value. */
  readonly mend?: string;
  /** What holds where our Kind has no field `to`; absent: the field cannot be honoured. */
  readonly without?: { readonly effect: 'leftOut' | 'refused'; readonly says: string };
  /** Without it something wider would run: a value that is refused stays, so that the object is refused as well. */
  readonly isEssential?: true;
  /** Absent or undefined: the value is taken as it is, or where nothing takes its place, `effect` holds. */
  readonly read?: (value: unknown, old: OldObject) => Reading | undefined;
}

/** What a row makes of a value. `effect` and `says` replace the row's. */
export type Reading =
  | { readonly kind: 'value'; readonly value: unknown; readonly effect?: 'changed'; readonly says?: string }
  | { readonly kind: 'leftOut'; readonly says: string }
  /** With a value, the value stays in our object although it cannot be honoured. */
  | { readonly kind: 'refused'; readonly says: string; readonly value?: unknown };

/** What holds in ours where an old object does not have the field `from`. */
export interface DefaultRow {
  readonly from: string;
  readonly to: string;
  readonly says: string;
  /** Absent or undefined: the default of our Kind holds. `leftOut`: nothing is to be said. */
  readonly read?: (old: OldObject) => Reading | undefined;
}

/** What became of one field, at its place in the old object. */
export interface Finding {
  readonly steps: readonly Step[];
  readonly effect: Effect;
  /** Where it stands in ours, if elsewhere. */
  readonly to?: string;
  /** What it is in ours, if it is another value and short enough to be shown. */
  readonly value?: unknown;
  /** The explanation; may be empty. */
  readonly says: string;
}

/** An object of one of the old Kinds, as plain data. */
export interface OldObject {
  readonly value: object;
  /** The value at a place such as `spec.tool.name`; undefined where there is none or it is null. */
  readonly read: (place: string) => unknown;
}

export function makeOldObject(value: object): OldObject {
  return {
    value,
    read: (place) =>
      toSteps(place).reduce((found: unknown, step) => readMember(found, step), value) ?? undefined,
  };
}

/** The steps of a row's place. Rows name fields alone, whose names have no dots. */
export function toSteps(place: string): readonly Step[] {
  return place.split('.');
}

export function isAtOrBelow(steps: readonly Step[], above: readonly Step[]): boolean {
  return above.length <= steps.length && above.every((step, index) => steps[index] === step);
}
