import { isDeepStrictEqual } from 'node:util';
import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';

/**
 * The value without one field, and without the objects and lists that are empty then. The field is named as
 * server-side apply names a conflict: `.spec.limits.duration`, `.spec.subcommands[name="record"].stop`, `.spec.x[=1]`.
 * Undefined where the value has no such field.
 */
export function dropField(value: object, field: string): object | undefined {
  const dropped = drop(value, field);
  return dropped.kind === 'changed' && typeof dropped.value === 'object' && dropped.value !== null
    ? dropped.value
    : undefined;
}

type Dropped =
  | { readonly kind: 'changed'; readonly value: unknown }
  | { readonly kind: 'removed' }
  | { readonly kind: 'absent' };

function drop(value: unknown, path: string): Dropped {
  if (path === '') return { kind: 'removed' };
  if (Array.isArray(value)) return dropFromList(value, path);
  return typeof value === 'object' && value !== null ? dropFromObject(value, path) : { kind: 'absent' };
}

/** Keys may have dots in them, as labels do, so that they are looked for in the path and not the other way. */
function dropFromObject(value: object, path: string): Dropped {
  const members = Object.entries(value);
  for (const [key, member] of members.toSorted(([left], [right]) => right.length - left.length)) {
    const step = `.${key}`;
    if (!path.startsWith(step) || !/^[.[]?$/.test(path.charAt(step.length))) continue;
    const dropped = drop(member, path.slice(step.length));
    if (dropped.kind === 'absent') continue;
    const rest = members.flatMap((entry) =>
      entry[0] !== key ? [entry] : dropped.kind === 'changed' ? [[key, dropped.value]] : [],
    );
    return rest.length === 0
      ? { kind: 'removed' }
      : { kind: 'changed', value: Object.fromEntries(rest) as unknown };
  }
  return { kind: 'absent' };
}

function dropFromList(list: readonly unknown[], path: string): Dropped {
  const [step, inside = ''] = /^\[((?:[^"\]]|"(?:[^"\\]|\\.)*")*)\]/.exec(path) ?? [];
  if (step === undefined) return { kind: 'absent' };
  const place = list.findIndex((element, index) => isMeant(element, index, inside));
  if (place === -1) return { kind: 'absent' };
  const dropped = drop(list[place], path.slice(step.length));
  if (dropped.kind === 'absent') return dropped;
  const rest = list.toSpliced(place, 1, ...(dropped.kind === 'changed' ? [dropped.value] : []));
  return rest.length === 0 ? { kind: 'removed' } : { kind: 'changed', value: rest };
}

/** @param inside `0` counts, `="a"` is a value, `name="a",of=1` are keys; a key that is not there is an empty text. */
function isMeant(element: unknown, index: number, inside: string): boolean {
  if (/^\d+$/.test(inside)) return index === Number(inside);
  if (inside.startsWith('=')) return isDeepStrictEqual(element, parseJson(inside.slice(1)));
  const keys = [...inside.matchAll(/([^=,]+)=("(?:[^"\\]|\\.)*"|[^",]+)/g)];
  return (
    keys.length > 0 &&
    keys.every(([, key = '', text = '']) =>
      isDeepStrictEqual(readMember(element, key) ?? '', parseJson(text)),
    )
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
