import { validateCron } from '../domain/cron.ts';
import { isTimeZone, listTimeZones } from '../domain/cron-zone.ts';
import { eachText, type SpecRule } from './spec-rule.ts';
import { type Fault, makeFault, showValue, suggestWord } from './validate-fault.ts';
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
  capturesWholeNodes,
  eachText(['schedule'], (text) => (text === '' ? undefined : validateCron(text))),
  eachText(['timeZone'], checkTimeZone),
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

/** Of the pods on a node that leaves, nothing would be left of the targets' limits: the tool would see all of it. */
function capturesWholeNodes(spec: unknown): readonly Fault[] {
  const selector = readMember(readMember(spec, 'targets'), 'labelSelector');
  if (readMember(spec, 'trigger') === undefined || selector === undefined || selector === null) return [];
  const message =
    'chooses pods, but a trigger captures the whole node: give nodeSelector, nodeNames or allNodes';
  return [makeFault(['spec', 'targets', 'labelSelector'], message)];
}

function checkTimeZone(text: string): string | undefined {
  if (text === '' || isTimeZone(text)) return undefined;
  const place = text.replaceAll(' ', '_').toLowerCase();
  const byPlace = listTimeZones().find((zone) => zone.split('/').at(-1)?.toLowerCase() === place);
  const byLetters = text.length < 6 ? '' : suggestWord(text, listTimeZones());
  const meant = byPlace === undefined ? byLetters : ` (did you mean "${byPlace}"?)`;
  return `${showValue(text)} is not a time zone${meant}: write its IANA name, as Europe/Berlin, or leave it out for UTC`;
}

/** `isTemplate` of a spec of any form. */
export function hasTemplateForm(spec: unknown): boolean {
  return hasSchedule(spec) || readMember(spec, 'trigger') !== undefined;
}

function hasSchedule(spec: unknown): boolean {
  const schedule = readMember(spec, 'schedule');
  return typeof schedule === 'string' && schedule !== '';
}
