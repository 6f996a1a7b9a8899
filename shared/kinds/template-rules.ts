import { eachText, type SpecRule } from './spec-rule.ts';
import { type Fault, makeFault } from './validate-fault.ts';
import { readMember } from './validate-schema-faults.ts';

/** What start, schedule and trigger have to be beyond their schema. */
export const templateRules: readonly SpecRule[] = [
  eachText(['start', 'at'], (text) => {
    const ms = Date.parse(text);
    if (Number.isNaN(ms)) return undefined;
    const day = Number(text.slice(8, 10));
    const isDay = new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() === day;
    return isDay ? undefined : `"${text}" is on a day that does not exist`;
  }),
  startsItself,
  firesOneWay,
  isForTemplate(['suspend'], (value) => value === true, hasTemplateForm, 'a schedule or a trigger'),
  isForTemplate(
    ['timeZone'],
    (value) => typeof value === 'string' && value !== '',
    hasSchedule,
    'a schedule',
  ),
  isForTemplate(['startingDeadlineSeconds'], (value) => value !== undefined, hasSchedule, 'a schedule'),
];

function isForTemplate(
  place: readonly [string],
  isGiven: (value: unknown) => boolean,
  applies: (spec: unknown) => boolean,
  what: string,
): SpecRule {
  return (spec) => {
    if (!isGiven(readMember(spec, place[0])) || applies(spec)) return [];
    return [makeFault(['spec', ...place], `is for ${what}: leave it out`)];
  };
}

function startsItself(spec: unknown): readonly Fault[] {
  if (readMember(readMember(spec, 'start'), 'at') === undefined || !hasTemplateForm(spec)) return [];
  const message = 'means nothing in a template: its schedule or trigger says when';
  return [makeFault(['spec', 'start', 'at'], message)];
}

function firesOneWay(spec: unknown): readonly Fault[] {
  if (!hasSchedule(spec) || readMember(spec, 'trigger') === undefined) return [];
  return [makeFault(['spec', 'trigger'], 'stands beside a schedule: give one of them')];
}

/** `isTemplate` of a spec of any form. */
export function hasTemplateForm(spec: unknown): boolean {
  return hasSchedule(spec) || readMember(spec, 'trigger') !== undefined;
}

function hasSchedule(spec: unknown): boolean {
  const schedule = readMember(spec, 'schedule');
  return typeof schedule === 'string' && schedule !== '';
}
