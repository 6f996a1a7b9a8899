import type { TSchema } from 'typebox';
import type { PlacedExtensions, StructuralSchema } from './structural-schema.ts';

/** The members of a schema that mean the same in JSON Schema and in a structural schema, in the order of the CRD. */
const kept = [
  'description',
  'type',
  'format',
  'pattern',
  'enum',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'default',
] as const;

interface SourceSchema extends StructuralSchema {
  readonly const?: unknown;
}

/**
 * Turns a schema of a Kind into a structural one. A field with a default is not required, since the API server
 * defaults before it validates. `additionalProperties: false` goes, since an API server prunes unknown fields, or
 * refuses them where the client asks for strict field validation, as kubectl does.
 * Throws where a schema says less than a CRD needs: a type everywhere, a description of every field, a bound on every
 * text, list and map (without which the cost of CEL rules cannot be estimated), and a place for every extension.
 */
export function toStructuralSchema(
  schema: TSchema,
  extensions: PlacedExtensions = new Map(),
): StructuralSchema {
  const placed = new Set<string>();
  const structural = convert(asPlain(schema), '', (place) => {
    placed.add(place);
    return extensions.get(place) ?? {};
  });
  const lost = [...extensions.keys()].filter((place) => !placed.has(place));
  if (lost.length > 0)
    throw new RangeError(`Cannot extend the schema at "${lost.join('", "')}": there is no such field`);
  return structural;
}

function convert(
  source: SourceSchema,
  place: string,
  extensionsAt: (place: string) => object,
): StructuralSchema {
  checkBounds(source, place);
  const below = (field: string, schema: unknown): StructuralSchema =>
    convert(asPlain(schema), place === '' ? field : `${place}.${field}`, extensionsAt);
  const properties = Object.entries(source.properties ?? {});
  const required = (source.required ?? []).filter(
    (field) => asPlain(source.properties?.[field]).default === undefined,
  );
  return {
    ...Object.fromEntries(
      kept.flatMap((member) => (source[member] === undefined ? [] : [[member, source[member]]])),
    ),
    type: source.type,
    ...(source.const === undefined ? {} : { enum: [source.const] }),
    ...extensionsAt(place),
    ...(required.length === 0 ? {} : { required }),
    ...(properties.length === 0
      ? {}
      : {
          properties: Object.fromEntries(properties.map(([field, schema]) => [field, below(field, schema)])),
        }),
    ...(source.items === undefined ? {} : { items: below('*', source.items) }),
    ...(typeof source.additionalProperties === 'object'
      ? { additionalProperties: below('*', source.additionalProperties) }
      : {}),
  };
}

function checkBounds(source: SourceSchema, place: string): void {
  const { type } = source;
  const lacking: string[] = [];
  if (typeof type !== 'string') lacking.push('type');
  if (source.description === undefined && (type === 'object' || !place.endsWith('*')))
    lacking.push('description');
  if (type === 'string' && (source.maxLength ?? source.enum ?? source.format) === undefined)
    lacking.push('maxLength');
  if (type === 'array' && source.maxItems === undefined) lacking.push('maxItems');
  if (typeof source.additionalProperties === 'object' && source.maxProperties === undefined)
    lacking.push('maxProperties');
  if (lacking.length === 0) return;
  throw new RangeError(`Cannot make a structural schema: "${place}" has no ${lacking.join(' and no ')}`);
}

/** A schema as plain data; TypeBox marks its own in hidden members. */
function asPlain(schema: unknown): SourceSchema {
  return JSON.parse(JSON.stringify(schema)) as SourceSchema;
}
