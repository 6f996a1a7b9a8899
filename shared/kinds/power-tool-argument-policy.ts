import type { Static, TSchema } from 'typebox';
import * as Type from 'typebox';
import { globPattern } from '../domain/glob.ts';
import {
  closed,
  durationText,
  list,
  name,
  optionNamePattern,
  plainWordPattern,
  subcommandPattern,
  word,
} from './schema.ts';

const optionName = Type.String({ pattern: optionNamePattern, maxLength: 64 });
const subcommandName = (description: string) =>
  Type.String({ description, pattern: subcommandPattern, maxLength: 63, default: '' });
const some = <Item extends TSchema>(item: Item, description: string, maxItems: number) =>
  Type.Array(item, { description, minItems: 1, maxItems });

/** What a policy says of a value. */
const valueSchema = closed('Narrows the values of an option.', {
  type: Type.Optional(
    Type.String({
      description:
        'The type that the baseline gives the option, as integer or events; anything else is refused.',
      pattern: plainWordPattern,
      maxLength: 32,
    }),
  ),
  min: Type.Optional(Type.Integer({ description: 'Smallest integer.' })),
  max: Type.Optional(Type.Integer({ description: 'Largest integer.' })),
  values: Type.Optional(
    some(Type.String({ minLength: 1, maxLength: 256 }), 'The only values of an enumeration or list.', 256),
  ),
  pattern: Type.Optional(
    Type.String({
      description:
        'Values of an enumeration or list have to match all of it: a regular expression of RE2, without lookaround and back references.',
      minLength: 1,
      maxLength: 256,
    }),
  ),
});

const optionSchema = closed('An option that stays allowed.', {
  names: some(optionName, 'Any of its names.', 8),
  value: Type.Optional(valueSchema),
  maxOccurs: Type.Optional(
    Type.Integer({
      description: 'How often it may stand on a line; at most as often as the baseline says.',
      minimum: 1,
      maximum: 64,
    }),
  ),
  conflictsWith: Type.Optional(
    some(optionName, 'Options that may not stand beside it, besides those of the baseline.', 32),
  ),
  required: Type.Boolean({ description: 'Refuse a line without it.', default: false }),
});

const overlaySchema = closed('Takes more away in some namespaces.', {
  names: some(
    Type.String({ pattern: globPattern, maxLength: 63 }),
    'Namespaces; * stands for any number of letters.',
    32,
  ),
  denyOptions: Type.Optional(some(optionName, 'Options that are refused there.', 128)),
  denySubcommands: Type.Optional(
    some(
      Type.String({ pattern: subcommandPattern, maxLength: 63 }),
      'Subcommands that are refused there.',
      64,
    ),
  ),
  maxDuration: Type.Optional(durationText('The longest duration there.')),
});

/** `spec` of a PowerToolArgumentPolicy: narrows what the agents' compiled baseline allows, never widens it. */
export const powerToolArgumentPolicySpecSchema = closed('Limits the arguments of a tool.', {
  tool: name('The tool.'),
  enforcement: word(
    'Enforce: what the policy does not allow is refused. Warn: it is carried out, and who asks is told. Audit: it is carried out, and the audit log and a metric tell. None of them passes what the agents could not run anyway.',
    ['Enforce', 'Warn', 'Audit'] as const,
    'Enforce',
  ),
  maxDuration: Type.Optional(durationText('The longest duration under this policy.')),
  subcommands: some(
    closed('What a subcommand may have.', {
      name: subcommandName('Empty for a tool without any.'),
      options: list(optionSchema, 'Options that stay allowed; all others of the baseline are refused.', 128),
      operands: Type.Optional(
        Type.String({
          description:
            'What may follow the options: none, or what the baseline has; absent: what the baseline has.',
          pattern: plainWordPattern,
          maxLength: 32,
        }),
      ),
    }),
    'Subcommands that stay allowed.',
    64,
  ),
  namespaces: Type.Optional(
    some(overlaySchema, 'What more is taken away from captures of some namespaces.', 32),
  ),
});

export type PowerToolArgumentPolicySpec = Static<typeof powerToolArgumentPolicySpecSchema>;
export type Enforcement = PowerToolArgumentPolicySpec['enforcement'];
/** What a policy allows, however it is enforced. */
export type PolicyRules = Omit<PowerToolArgumentPolicySpec, 'enforcement'>;
