import { apiVersion, type KindName } from '../../shared/kinds/kinds.ts';
import { parseResourceDocument, type WrittenResource } from '../../shared/kinds/parse-resource-document.ts';
import type { Fault, Step } from '../../shared/kinds/validate-fault.ts';
import type { OurField } from './account-fields.ts';
import { isAtOrBelow } from './field-row.ts';
import { hasField } from './our-fields.ts';

export interface Settled {
  /** One of our Kinds as it is to be written. */
  readonly object: object;
  /** The same with its defaults; undefined where our Kind refuses it. */
  readonly resource: WrittenResource | undefined;
  /** Fields that our Kind refuses, and why. Essential ones are still in the object. */
  readonly refused: ReadonlyMap<OurField, string>;
  /** Faults that are no field's of the old object, such as one that is missing. */
  readonly faults: readonly Fault[];
}

/**
 * Makes an object of our Kind from fields, and lets its own validation decide: what it refuses is taken out, unless
 * that would leave something wider.
 */
export function settleObject(kind: KindName, fields: readonly OurField[]): Settled {
  const missing = fields.filter(({ to }) => !hasField(kind, to));
  const refused = new Map<OurField, string>(missing.map((field) => [field, 'there is no such field here']));
  for (;;) {
    const object = buildObject(
      kind,
      fields.filter((field) => field.isEssential || !refused.has(field)),
    );
    const parsed = parseResourceDocument(object);
    if (parsed.kind === 'parsed') return { object, resource: parsed.resource, refused, faults: [] };
    const before = refused.size;
    const faults: Fault[] = [];
    for (const fault of parsed.faults) {
      const field = fields.find(({ to }) => isAtOrBelow(fault.steps, to));
      if (field === undefined && hasField(kind, fault.steps)) faults.push(fault);
      else if (field !== undefined && !refused.has(field)) refused.set(field, tellFault(field, fault));
    }
    if (refused.size === before) return { object, resource: undefined, refused, faults };
  }
}

/** A fault within the field is told with its place. */
function tellFault(field: OurField, fault: Fault): string {
  const inside = fault.steps.length > field.to.length ? `${fault.path}: ` : '';
  return `${inside}${fault.message}`;
}

function buildObject(kind: KindName, fields: readonly OurField[]): object {
  const object: Record<string, unknown> = { apiVersion, kind, metadata: {}, spec: {} };
  for (const { to, value } of fields) put(object, to, value);
  return object;
}

/** `to` comes from the table alone, so that its steps are names of fields. */
function put(object: Record<string, unknown>, to: readonly Step[], value: unknown): void {
  const [first, ...rest] = to;
  if (first === undefined) return;
  if (rest.length === 0) object[first] = structuredClone(value);
  else {
    const inner: Record<string, unknown> = {};
    const known = object[first];
    const next = isRecord(known) ? known : inner;
    object[first] = next;
    put(next, rest, value);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
