import { type Fault, makeFault, type Step } from './validate-fault.ts';
import { readMember } from './validate-schema-faults.ts';

/**
 * A rule that the schema cannot say. It sees the defaulted spec even where the schema found faults, so that
 * everything is told at once; where a value has not the form that the schema asks for it says nothing.
 */
export type SpecRule = (spec: unknown) => readonly Fault[];

/** Checks every text at a place; `check` says what is wrong with it. */
export function eachText(place: readonly string[], check: (text: string) => string | undefined): SpecRule {
  return (spec) =>
    findValues(spec, place).flatMap(({ steps, value }) => {
      const message = typeof value === 'string' ? check(value) : undefined;
      return message === undefined ? [] : [makeFault(['spec', ...steps], message)];
    });
}

/** The values at a place, `*` standing for every entry of a list or object. */
export function findValues(
  spec: unknown,
  place: readonly string[],
): readonly { readonly steps: readonly Step[]; readonly value: unknown }[] {
  let found: readonly { readonly steps: readonly Step[]; readonly value: unknown }[] = [
    { steps: [], value: spec },
  ];
  for (const part of place) {
    found = found.flatMap(({ steps, value }) =>
      stepsInto(value, part).map((step) => ({ steps: [...steps, step], value: readMember(value, step) })),
    );
  }
  return found;
}

function stepsInto(value: unknown, part: string): readonly Step[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return part === '*' ? value.map((_, index) => index) : [];
  if (part === '*') return Object.keys(value);
  return Object.hasOwn(value, part) ? [part] : [];
}
