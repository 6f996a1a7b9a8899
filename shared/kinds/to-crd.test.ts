import type { Static } from 'typebox';
import * as Type from 'typebox';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { kinds } from './kinds.ts';
import type { PowerToolStatus } from './power-tool.ts';
import type { powerToolStatusSchema } from './power-tool-status.ts';
import { closed } from './schema.ts';
import type { StructuralSchema } from './structural-schema.ts';
import { toCrd } from './to-crd.ts';
import { toStructuralSchema } from './to-structural-schema.ts';

describe('toCrd', () => {
  test('names a Kind as kubectl wants to find it', () => {
    const definition = kinds.get('PowerToolArgumentPolicy');
    if (definition === undefined) throw new Error('the Kind exists');
    expect(toCrd(definition)).toMatchObject({
      metadata: { name: 'powertoolargumentpolicies.toe.run' },
      spec: {
        group: 'toe.run',
        names: { singular: 'powertoolargumentpolicy', shortNames: ['ptap'], categories: ['toe'] },
        versions: [{ name: 'v1alpha1', subresources: { status: {} } }],
      },
    });
  });

  test('no field of a PowerTool escapes its rules on edits but by name', () => {
    const { properties = {}, 'x-kubernetes-validations': rules = [] } = specOf('PowerTool');
    const fields = [
      ...Object.keys(properties),
      ...Object.keys(properties.output?.properties ?? {}).map((field) => `output.${field}`),
    ];
    const ruled = new Set(
      rules.filter(({ rule }) => rule.includes('oldSelf')).map(({ fieldPath }) => fieldPath),
    );
    expect(fields.filter((field) => !ruled.has(`.${field}`))).toEqual([
      'output',
      'suspend',
      'ttlSecondsAfterFinished',
      'stop',
    ]);
    expect(properties.stop?.['x-kubernetes-validations']?.[0]?.rule).toContain('oldSelf');
  });

  test('a status that fits the schema is a status', () => {
    expectTypeOf<Static<typeof powerToolStatusSchema>>().toExtend<PowerToolStatus>();
  });
});

describe('toStructuralSchema', () => {
  test('writes a literal as an enum and asks for no field that has a default', () => {
    const schema = closed('A thing.', {
      on: Type.Literal(true, { description: 'On.' }),
      count: Type.Integer({ description: 'How many.', default: 1 }),
    });
    expect(toStructuralSchema(schema)).toEqual({
      description: 'A thing.',
      type: 'object',
      required: ['on'],
      properties: {
        on: { description: 'On.', type: 'boolean', enum: [true] },
        count: { description: 'How many.', type: 'integer', default: 1 },
      },
    });
  });

  test.each([
    ['a text without a bound', Type.String({ description: 'A text.' }), '"field" has no maxLength'],
    [
      'a list without a bound',
      Type.Array(Type.Boolean(), { description: 'A list.' }),
      '"field" has no maxItems',
    ],
    ['a field without a description', Type.Boolean(), '"field" has no description'],
    ['a field of any type', Type.Unknown({ description: 'Anything.' }), '"field" has no type'],
  ])('refuses %s', (_title, field, message) => {
    expect(() => toStructuralSchema(closed('A thing.', { field }))).toThrow(message);
  });

  test('refuses a rule for a field that does not exist', () => {
    const extensions = new Map([['gone', {}]]);
    expect(() => toStructuralSchema(closed('A thing.', {}), extensions)).toThrow(
      'Cannot extend the schema at "gone": there is no such field',
    );
  });
});

function specOf(kind: string): StructuralSchema {
  const definition = kinds.get(kind);
  const { properties } =
    definition === undefined ? {} : toCrd(definition).spec.versions[0].schema.openAPIV3Schema;
  if (properties?.spec === undefined) throw new Error(`Cannot find the spec of "${kind}"`);
  return properties.spec;
}
