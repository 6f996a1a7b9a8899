import { maxSegments } from '../domain/rolling.ts';
import type { PlacedRule } from './structural-schema.ts';

/** CEL for the milliseconds of a duration in a field. */
export const toMs = (field: string): string => {
  const factor =
    "part.endsWith('ms') ? 1 : part.endsWith('s') ? 1000 : part.endsWith('m') ? 60000 : part.endsWith('h') ? 3600000 : 86400000";
  return `self.${field}.findAll('[0-9]+[a-z]+').map(part, int(part.find('[0-9]+')) * (${factor})).sum()`;
};

/** The same as `findIntervalFault` says. */
export const rollingRules: readonly PlacedRule[] = [
  [
    'output',
    {
      rule: `!has(self.rollingInterval) || ${toMs('rollingInterval')} % 1000 == 0`,
      message: 'write whole seconds, as 30s',
      fieldPath: '.rollingInterval',
    },
  ],
  [
    '',
    {
      rule: `!has(self.output.rollingInterval) || ${toMs('output.rollingInterval')} == 0 || ${toMs('output.rollingInterval')} <= ${toMs('tool.duration')}`,
      message: 'may be at most as long as the tool runs',
      fieldPath: '.output.rollingInterval',
    },
  ],
  [
    '',
    {
      rule: `!has(self.output.rollingInterval) || ${toMs('output.rollingInterval')} == 0 || ${toMs('tool.duration')} <= ${toMs('output.rollingInterval')} * ${maxSegments}`,
      message: `makes more than ${maxSegments} segments: give a longer one`,
      fieldPath: '.output.rollingInterval',
    },
  ],
];
