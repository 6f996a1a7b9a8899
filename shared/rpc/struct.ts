import type { ListValue } from './generated/google/protobuf/ListValue.ts';
import type { Struct, Struct__Output } from './generated/google/protobuf/Struct.ts';
import type { Value, Value__Output } from './generated/google/protobuf/Value.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/**
 * Writes a JSON object as google.protobuf.Struct; members that are undefined are left out, and so, by the codec, are
 * those called `__proto__`.
 */
export function toStruct(object: JsonObject): Struct {
  const fields: Record<string, Value> = {};
  for (const [key, value] of Object.entries(object)) if (value !== undefined) fields[key] = toValue(value);
  return { fields };
}

/** Reads a google.protobuf.Struct. A null Struct is an empty object. */
export function fromStruct(struct: Struct__Output | null): JsonObject {
  const entries = Object.entries(struct?.fields ?? {}).map(
    ([key, value]) => [key, fromValue(value)] as const,
  );
  return Object.fromEntries(entries);
}

function toValue(value: Json): Value {
  if (value === null) return { nullValue: 'NULL_VALUE' };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return { numberValue: value };
  if (typeof value === 'string') return { stringValue: value };
  if (isList(value)) return { listValue: { values: value.map(toValue) } satisfies ListValue };
  return { structValue: toStruct(value) };
}

function fromValue(value: Value__Output): Json {
  if (value.kind === 'boolValue') return value.boolValue ?? false;
  if (value.kind === 'numberValue') return value.numberValue ?? 0;
  if (value.kind === 'stringValue') return value.stringValue ?? '';
  if (value.kind === 'listValue') return (value.listValue?.values ?? []).map(fromValue);
  if (value.kind === 'structValue') return fromStruct(value.structValue ?? null);
  return null;
}

const isList = (value: readonly Json[] | JsonObject): value is readonly Json[] => Array.isArray(value);
