import { cronPattern } from '../domain/cron-fields.ts';
import { timeZonePattern } from '../domain/cron-zone.ts';
import { powerToolSpecSchema } from './power-tool.ts';
import { outputSchema } from './power-tool-parts.ts';
import { rollingRules, toMs } from './rolling-cel.ts';
import type { PlacedRule } from './structural-schema.ts';
import { labelKeyPattern, labelValuePattern } from './value-ranges.ts';

const wasTemplate = "(oldSelf.schedule != '' || has(oldSelf.trigger))";
/** What may be edited at any time; `stop` has a rule of its own. */
const editable = new Set(['stop', 'suspend', 'ttlSecondsAfterFinished', 'output']);

/**
 * Every other field, unless the object is a template. The rules stand at the spec, since a rule with `oldSelf` is
 * skipped at a field that comes or goes.
 */
function immutableFields(): readonly PlacedRule[] {
  const fields = Object.keys(powerToolSpecSchema.properties).filter((field) => !editable.has(field));
  const outputFields = Object.keys(outputSchema.properties).filter((field) => field !== 'retention');
  return [...fields, ...outputFields.map((field) => `output.${field}`)].map((field) => {
    const isThere = `has(self.${field}) == has(oldSelf.${field})`;
    const isSame = `${isThere} && (!has(self.${field}) || self.${field} == oldSelf.${field})`;
    return [
      '',
      {
        rule: `${wasTemplate} || ${isSame}`,
        message: 'cannot be changed after creation: create another PowerTool',
        fieldPath: `.${field}`,
        reason: 'FieldValueForbidden',
      },
    ];
  });
}

/** The nodes were told it with their commands. */
const retentionOfKeptFiles: PlacedRule = [
  '',
  {
    rule: `${wasTemplate} || !has(oldSelf.output.mode) || oldSelf.output.mode != 'node' || (has(self.output.retention) == has(oldSelf.output.retention) && (!has(self.output.retention) || self.output.retention == oldSelf.output.retention))`,
    message: 'cannot be changed where files stay on nodes, which were told it: create another PowerTool',
    fieldPath: '.output.retention',
    reason: 'FieldValueForbidden',
  },
];

const staysTemplate: PlacedRule = [
  '',
  {
    rule: "(oldSelf.schedule != '') == (self.schedule != '') && has(oldSelf.trigger) == has(self.trigger)",
    message: 'a capture cannot become a template, nor a template a capture: create another PowerTool',
    fieldPath: '.schedule',
    reason: 'FieldValueForbidden',
  },
];

const stopIsOneWay: PlacedRule = [
  'stop',
  {
    rule: 'self || !oldSelf',
    message: 'cannot be taken back: create another PowerTool',
    reason: 'FieldValueForbidden',
  },
];

const isTemplate = "self.schedule != '' || has(self.trigger)";

const templateRules: readonly PlacedRule[] = [
  [
    '',
    {
      rule: `${isTemplate} || !self.suspend`,
      message: 'is for a schedule or a trigger',
      fieldPath: '.suspend',
    },
  ],
  [
    '',
    {
      rule: "self.schedule != '' || self.timeZone == ''",
      message: 'is for a schedule',
      fieldPath: '.timeZone',
    },
  ],
  [
    '',
    {
      rule: "self.schedule != '' || !has(self.startingDeadlineSeconds)",
      message: 'is for a schedule',
      fieldPath: '.startingDeadlineSeconds',
    },
  ],
  [
    '',
    {
      rule: "self.schedule == '' || !has(self.trigger)",
      message: 'stands beside a schedule: give one of them',
      fieldPath: '.trigger',
    },
  ],
  [
    '',
    {
      rule: `!(has(self.start) && has(self.start.at)) || !(${isTemplate})`,
      message: 'means nothing in a template: its schedule or trigger says when',
      fieldPath: '.start.at',
    },
  ],
];

/** What a pattern can say; the fields of a schedule and the names of zones are for the coordinator to check. */
const scheduleRules: readonly PlacedRule[] = [
  [
    'schedule',
    {
      rule: `self.matches(r'${cronPattern}')`,
      message: 'write five fields, as 0 3 * * 1-5, or @hourly, @daily, @weekly, @monthly or @yearly',
    },
  ],
  [
    'timeZone',
    {
      rule: `self.matches(r'${timeZonePattern}')`,
      message: 'write the IANA name, as Europe/Berlin, or leave it out for UTC',
    },
  ],
  [
    '',
    {
      rule: '!has(self.trigger) || !has(self.targets.labelSelector)',
      message:
        'chooses pods, but a trigger captures the whole node: give nodeSelector, nodeNames or allNodes',
      fieldPath: '.targets.labelSelector',
    },
  ],
];

const ways = ['nodeNames', 'nodeSelector', 'allNodes', 'labelSelector'];

const targetRules: readonly PlacedRule[] = [
  [
    'targets',
    {
      rule: `[${ways.map((way) => `has(self.${way})`).join(', ')}].filter(given, given).size() == 1`,
      message: 'give exactly one of nodeNames, nodeSelector, allNodes and labelSelector',
    },
  ],
  ...['namespaceSelector', 'container'].map(
    (field): PlacedRule => [
      'targets',
      {
        rule: `!has(self.${field}) || has(self.labelSelector)`,
        message: 'is for pods: give it beside labelSelector',
        fieldPath: `.${field}`,
      },
    ],
  ),
  [
    'targets.sample',
    { rule: 'has(self.maxNodes) || has(self.maxPercent)', message: 'give maxNodes or maxPercent' },
  ],
];

/** Several rules for one place, so that each fault has its own message. */
const selectorRules = ['nodeSelector', 'labelSelector', 'namespaceSelector'].flatMap(
  (selector): readonly PlacedRule[] => [
    [
      `targets.${selector}`,
      {
        rule: 'has(self.matchLabels) || has(self.matchExpressions)',
        message: 'give matchLabels or matchExpressions',
      },
    ],
    [
      `targets.${selector}.matchLabels`,
      {
        rule: `self.all(key, key.matches('${labelKeyPattern}'))`,
        message: 'write label keys as pool or example.com/pool',
      },
    ],
    [
      `targets.${selector}.matchLabels`,
      {
        rule: `self.all(key, type(self[key]) == string && self[key].matches('${labelValuePattern}'))`,
        message:
          'write label values with at most 63 letters, digits, ".", "_" and "-", a letter or digit first and last',
      },
    ],
    [
      `targets.${selector}.matchExpressions.*`,
      {
        rule: "!has(self.operator) || !(self.operator in ['In', 'NotIn']) || has(self.values) && size(self.values) > 0",
        message: 'In and NotIn compare with at least one value',
        fieldPath: '.values',
      },
    ],
    [
      `targets.${selector}.matchExpressions.*`,
      {
        rule: "!has(self.operator) || !(self.operator in ['Exists', 'DoesNotExist']) || !has(self.values) || size(self.values) == 0",
        message: 'Exists and DoesNotExist take no values',
        fieldPath: '.values',
      },
    ],
  ],
);

/** `timestamp` fails where the day does not exist. `format: date-time` would say so too, but lets lists pass (1.36). */
const isOnADay: PlacedRule = [
  'start.at',
  { rule: 'timestamp(self).getFullYear() >= 0', message: 'is on a day that does not exist' },
];

const backoffRises: PlacedRule = [
  'failurePolicy.backoff',
  {
    rule: `!(has(self.initial) && has(self.max)) || ${toMs('initial')} <= ${toMs('max')}`,
    message: 'initial may be at most max',
    fieldPath: '.initial',
  },
];

/** What the CRD of a PowerTool says of its spec beyond the schema. */
export const powerToolRules: readonly PlacedRule[] = [
  ...immutableFields(),
  retentionOfKeptFiles,
  staysTemplate,
  stopIsOneWay,
  ...templateRules,
  ...scheduleRules,
  ...targetRules,
  ...selectorRules,
  isOnADay,
  backoffRises,
  ...rollingRules,
];
