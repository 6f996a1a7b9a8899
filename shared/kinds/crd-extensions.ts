import { toDurationText } from '../domain/duration.ts';
import { type DurationRange, durationRanges } from './duration-ranges.ts';
import type { KindName } from './kinds.ts';
import { powerToolSpecSchema } from './power-tool.ts';
import type { CelRule, PlacedExtensions, SchemaExtensions } from './structural-schema.ts';

/** What the CRD of a Kind says of its spec beyond the schema: CEL rules, and which lists have keys. */
export function listExtensions(kind: KindName): PlacedExtensions {
  const ruled = new Map<string, readonly CelRule[]>();
  const ruledPlaces = [...rulesOf(kind), ...durationRanges[kind].map(toDurationRule)];
  for (const [place, rule] of ruledPlaces) ruled.set(place, [...(ruled.get(place) ?? []), rule]);
  const places = new Set([...ruled.keys(), ...keyedLists[kind].keys()]);
  return new Map(
    [...places].map((place): [string, SchemaExtensions] => {
      const rules = ruled.get(place);
      return [
        place,
        {
          ...keyedLists[kind].get(place),
          ...(rules === undefined ? {} : { 'x-kubernetes-validations': rules }),
        },
      ];
    }),
  );
}

type PlacedRule = readonly [place: string, rule: CelRule];

function rulesOf(kind: KindName): readonly PlacedRule[] {
  return kind === 'PowerTool' ? [...immutableFields(), stopIsOneWay, oneWayToChooseNodes] : [];
}

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

/**
 * CEL's own `duration()` knows no days and fails beyond 292 years, so the milliseconds are summed as integers: at
 * most 32 parts of at most 999999999 days, which an int64 holds.
 */
function toDurationRule({ place, minMs, maxMs }: DurationRange): PlacedRule {
  const factor =
    "part.endsWith('ms') ? 1 : part.endsWith('s') ? 1000 : part.endsWith('m') ? 60000 : part.endsWith('h') ? 3600000 : 86400000";
  const sum = `self.findAll('[0-9]+[a-z]+').map(part, int(part.find('[0-9]+')) * (${factor})).sum()`;
  return [
    place.join('.'),
    {
      rule: `[${sum}].all(ms, ms >= ${minMs} && ms <= ${maxMs})`,
      message: `use ${toDurationText(minMs)} to ${toDurationText(maxMs)}`,
    },
  ];
}

const keyedByName: SchemaExtensions = {
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name'],
};

/** Lists whose entries must differ; server-side apply then merges them entry by entry. */
const keyedLists: Readonly<Record<KindName, PlacedExtensions>> = {
  PowerTool: new Map([
    ['targets.nodeNames', { 'x-kubernetes-list-type': 'set' }],
    ['processing', { 'x-kubernetes-list-type': 'set' }],
  ]),
  PowerToolConfig: new Map([
    ['subcommands', keyedByName],
    ['subcommands.*.outputs', keyedByName],
  ]),
  PowerToolArgumentPolicy: new Map([['subcommands', keyedByName]]),
  PowerToolProcessing: new Map([['steps', keyedByName]]),
};
