import { durationPattern, toDurationText } from '../domain/duration.ts';
import type { KindName } from './kinds.ts';
import { powerToolSpecSchema } from './power-tool.ts';
import type { CelRule, PlacedExtensions, SchemaExtensions } from './structural-schema.ts';
import {
  type AmountRange,
  amountRanges,
  type DurationRange,
  durationRanges,
  labelKeyPattern,
  labelValuePattern,
} from './value-ranges.ts';

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

type PlacedRule = readonly [place: string, rule: CelRule];

/**
 * Every field of a PowerTool's spec but `stop`. A rule with `oldSelf` is skipped where the field comes or goes, so
 * that this holds only for fields that are always there: required ones and those with a default.
 */
function immutableFields(): readonly PlacedRule[] {
  return Object.keys(powerToolSpecSchema.properties)
    .filter((field) => field !== 'stop')
    .map((field) => [
      field,
      {
        rule: 'self == oldSelf',
        message: 'cannot be changed after creation: create another PowerTool',
        reason: 'FieldValueForbidden',
      },
    ]);
}

const stopIsOneWay: PlacedRule = [
  'stop',
  {
    rule: 'self || !oldSelf',
    message: 'cannot be taken back: create another PowerTool',
    reason: 'FieldValueForbidden',
  },
];

const oneWayToChooseNodes: PlacedRule = [
  'targets',
  {
    rule: '[has(self.nodeNames), has(self.nodeSelector), has(self.allNodes)].filter(given, given).size() == 1',
    message: 'give exactly one of nodeNames, nodeSelector and allNodes',
  },
];

/** Several rules for one place, so that each fault has its own message. */
const labelRules: readonly PlacedRule[] = [
  [
    'targets.nodeSelector.matchLabels',
    {
      rule: `self.all(key, key.matches('${labelKeyPattern}'))`,
      message: 'write label keys as pool or example.com/pool',
    },
  ],
  [
    'targets.nodeSelector.matchLabels',
    {
      rule: `self.all(key, type(self[key]) == string && self[key].matches('${labelValuePattern}'))`,
      message:
        'write label values with at most 63 letters, digits, ".", "_" and "-", a letter or digit first and last',
    },
  ],
];

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
  PowerTool: [...immutableFields(), stopIsOneWay, oneWayToChooseNodes, ...labelRules],
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
    ['processing', { 'x-kubernetes-list-type': 'set' }],
  ]),
  PowerToolConfig: new Map([
    ['subcommands', keyedByName],
    ['subcommands.*.outputs', keyedByName],
  ]),
  PowerToolArgumentPolicy: new Map([['subcommands', keyedByName]]),
  PowerToolProcessing: new Map([['steps', keyedByName]]),
};
