import Type, { type Static } from 'typebox';
import { closed, durationText, list, name, optionNamePattern, subcommandPattern } from './schema.ts';

/** What a policy says of a value. The type must be the one that the baseline gives the option. */
const valueSchema = closed('Narrows the values of an option.', {
  min: Type.Optional(Type.Integer({ description: 'Smallest integer.' })),
  max: Type.Optional(Type.Integer({ description: 'Largest integer.' })),
  values: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 256 }), {
      description: 'The only values of an enumeration or list.',
      minItems: 1,
      maxItems: 256,
    }),
  ),
});

/** `spec` of a PowerToolArgumentPolicy: narrows what the agents' compiled baseline allows, never widens it. */
export const powerToolArgumentPolicySpecSchema = closed('Limits the arguments of a tool.', {
  tool: name('The tool.'),
  maxDuration: Type.Optional(durationText('The longest duration under this policy.')),
  subcommands: Type.Array(
    closed('What a subcommand may have.', {
      name: Type.String({
        description: 'Empty for a tool without any.',
        pattern: subcommandPattern,
        maxLength: 63,
        default: '',
      }),
      options: list(
        closed('An option that stays allowed.', {
          names: Type.Array(Type.String({ pattern: optionNamePattern, maxLength: 64 }), {
            description: 'Any of its names.',
            minItems: 1,
            maxItems: 8,
          }),
          value: Type.Optional(valueSchema),
          required: Type.Boolean({ description: 'Refuse a line without it.', default: false }),
        }),
        'Options that stay allowed; all others of the baseline are refused.',
        128,
      ),
    }),
    { description: 'Subcommands that stay allowed.', minItems: 1, maxItems: 64 },
  ),
});

export type PowerToolArgumentPolicySpec = Static<typeof powerToolArgumentPolicySpecSchema>;
