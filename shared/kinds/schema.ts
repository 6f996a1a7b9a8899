import type { TSchema } from 'typebox';
import * as Type from 'typebox';
import { durationPattern } from '../domain/duration.ts';
import { bytesPattern, cpuPattern } from '../domain/quantity.ts';

/** A DNS label, as the name of an object. */
export const namePattern = '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$';
/** A DNS subdomain of non-empty labels, as the name of a node. */
export const nodeNamePattern = '^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$';
/** RFC 3339 with a zone, as `2026-01-31T09:00:00Z`; that the day exists is for a rule. */
export const instantPattern =
  '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$';
export const sha256Pattern = '^[0-9a-f]{64}$';
export const capabilityPattern = '^[A-Z][A-Z_]{2,40}$';
/** Absolute, no segment of it hidden, `.` or `..`; or empty. */
export const pathPattern = '^(/[A-Za-z0-9_+-][A-Za-z0-9._+-]*)*$';
export const fileNamePattern = '^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$';
export const optionNamePattern = '^--?[A-Za-z0-9][A-Za-z0-9-]*$';
export const plainWordPattern = '^[a-zA-Z]{1,32}$';
export const subcommandPattern = '^([a-z0-9-]{1,31}( [a-z0-9-]{1,31}){0,2})?$';

/** Building blocks of the Kinds' schemas. Everything is bounded, so that the CRDs' CEL rules stay affordable. */

export const name = (description: string) =>
  Type.String({ description, pattern: namePattern, maxLength: 63 });

export const durationText = (description: string, fallback?: string) =>
  Type.String({ description, pattern: durationPattern, maxLength: 64, ...defaultTo(fallback) });

export const bytesText = (description: string, fallback?: string) =>
  Type.String({ description, pattern: bytesPattern, maxLength: 20, ...defaultTo(fallback) });

export const cpuText = (description: string, fallback?: string) =>
  Type.String({ description, pattern: cpuPattern, maxLength: 12, ...defaultTo(fallback) });

export const text = (description: string, maxLength: number, fallback?: string) =>
  Type.String({ description, maxLength, ...defaultTo(fallback) });

export const list = <Item extends TSchema>(item: Item, description: string, maxItems: number) =>
  Type.Array(item, { description, maxItems, default: [] });

/** An object that refuses fields it does not know. */
export const closed = <Properties extends Record<string, TSchema>>(
  description: string,
  properties: Properties,
) => Type.Object(properties, { description, additionalProperties: false });

/** The same with a default of `{}`, so that its members' defaults apply where it is left out. */
export const closedDefaulted = <Properties extends Record<string, TSchema>>(
  description: string,
  properties: Properties,
) => Type.Object(properties, { description, additionalProperties: false, default: {} });

/** Texts by free keys, in the form that a structural CRD schema wants. */
export const textMap = (
  description: string,
  maxLength: number,
  bounds: {
    readonly maxProperties: number;
    readonly minProperties?: number;
    readonly default?: Readonly<Record<string, string>>;
  },
) =>
  Type.Unsafe<Record<string, string>>({
    type: 'object',
    description,
    additionalProperties: Type.String({ maxLength }),
    ...bounds,
  });

/** One of several words, as the `enum` that a structural CRD schema wants. */
export const word = <const Words extends readonly string[]>(
  description: string,
  words: Words,
  fallback?: Words[number],
) => Type.Unsafe<Words[number]>(Type.String({ description, enum: [...words], ...defaultTo(fallback) }));

function defaultTo(fallback: string | undefined): { readonly default?: string } {
  return fallback === undefined ? {} : { default: fallback };
}
