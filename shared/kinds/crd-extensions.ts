import { durationPattern, toDurationText } from '../domain/duration.ts';
import type { KindName } from './kinds.ts';
import { powerToolRules } from './power-tool-cel.ts';
import type { CelRule, PlacedExtensions, PlacedRule, SchemaExtensions } from './structural-schema.ts';
import { type AmountRange, amountRanges, type DurationRange, durationRanges } from './value-ranges.ts';

/** What the CRD of a Kind says of its spec beyond the schema: CEL rules, and which lists have keys. */
export function listExtensions(kind: KindName): PlacedExtensions {
  const ruled = new Map<string, readonly CelRule[]>();
  const ruledPlaces = [
    ...kindRules[kind],
    ...durationRanges[kind].map(toDurationRule),
    ...amountRanges[kind].map(toAmountRule),
  ];
  for (const [place, rule] of ruledPlaces) ruled.set(place, [...(ruled.get(place) ?? []), rule]);
  const places = new Set([...ruled.keys(), ...otherExtensions[kind].keys()]);
  return new Map(
    [...places].map((place): [string, SchemaExtensions] => {
      const rules = ruled.get(place);
      return [
        place,
        {
          ...otherExtensions[kind].get(place),
          ...(rules === undefined ? {} : { 'x-kubernetes-validations': rules }),
        },
      ];
    }),
  );
}

/** The API server tries the rules on `default: {}` before that has got its members' defaults, hence every `has`. */
const requestRules = ['cpu', 'memory'].map((resource): PlacedRule => {
  const [request, limit] = [`requests.${resource}`, `limits.${resource}`];
  const given = ['requests', 'limits', request, limit].map((field) => `has(self.${field})`).join(' && ');
  const areQuantities = `isQuantity(self.${request}) && isQuantity(self.${limit})`;
  const isAtMost = `quantity(self.${request}).compareTo(quantity(self.${limit})) <= 0`;
  return [
    'resources',
    {
      rule: `!(${given} && ${areQuantities}) || ${isAtMost}`,
      message: `${request} may be at most ${limit}`,
    },
  ];
});

const kindRules: Readonly<Record<KindName, readonly PlacedRule[]>> = {
  PowerTool: powerToolRules,
  PowerToolConfig: [
    ...requestRules,
    [
      'subcommands.*.outputs',
      {
        rule: 'self.all(output, self.exists_one(other, other.path == output.path))',
        message: 'give each output a path of its own',
      },
    ],
  ],
  PowerToolArgumentPolicy: [
    [
      'subcommands.*.options.*.value',
      {
        rule: '!has(self.min) || !has(self.max) || self.min <= self.max',
        message: 'min may be at most max',
      },
    ],
    [
      'namespaces.*',
      {
        rule: 'has(self.denyOptions) || has(self.denySubcommands) || has(self.maxDuration)',
        message: 'takes nothing away: give denyOptions, denySubcommands or maxDuration',
      },
    ],
  ],
  PowerToolProcessing: [],
};

/**
 * CEL's own `duration()` knows no days and fails beyond 292 years, so the milliseconds are summed as integers: at
 * most 32 parts of at most 999999999 days, which an int64 holds. A text of another form is left to the pattern.
 */
function toDurationRule({ place, minMs, maxMs }: DurationRange): PlacedRule {
  const factor =
    "part.endsWith('ms') ? 1 : part.endsWith('s') ? 1000 : part.endsWith('m') ? 60000 : part.endsWith('h') ? 3600000 : 86400000";
  const sum = `self.findAll('[0-9]+[a-z]+').map(part, int(part.find('[0-9]+')) * (${factor})).sum()`;
  return [
    place.join('.'),
    {
      rule: `!self.matches('${durationPattern}') || [${sum}].all(ms, ms >= ${minMs} && ms <= ${maxMs})`,
      message: `use ${toDurationText(minMs)} to ${toDurationText(maxMs)}`,
    },
  ];
}

function toAmountRule({ place, of, least }: AmountRange): PlacedRule {
  const isEnough = `quantity(self).compareTo(quantity('${least}')) >= 0`;
  const isCountable = of === 'bytes' ? " && quantity(self).compareTo(quantity('8192Ti')) < 0" : '';
  return [
    place.join('.'),
    {
      rule: `!isQuantity(self) || ${isEnough}${isCountable}`,
      message: of === 'bytes' ? `use ${least} to 8191Ti` : `use at least ${least}`,
    },
  ];
}

const keyedByName: SchemaExtensions = {
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name'],
};

/** Lists whose entries must differ, which server-side apply then merges entry by entry, and labels, which may not be null. */
const otherExtensions: Readonly<Record<KindName, PlacedExtensions>> = {
  PowerTool: new Map([
    ['targets.nodeNames', { 'x-kubernetes-list-type': 'set' }],
    ['targets.nodeSelector.matchLabels.*', { nullable: true }],
    ['targets.labelSelector.matchLabels.*', { nullable: true }],
    ['targets.namespaceSelector.matchLabels.*', { nullable: true }],
    ['processing', { 'x-kubernetes-list-type': 'set' }],
  ]),
  PowerToolConfig: new Map([
    ['limits.exclusiveWith', { 'x-kubernetes-list-type': 'set' }],
    ['subcommands', keyedByName],
    ['subcommands.*.outputs', keyedByName],
  ]),
  PowerToolArgumentPolicy: new Map([['subcommands', keyedByName]]),
  PowerToolProcessing: new Map([['steps', keyedByName]]),
};
