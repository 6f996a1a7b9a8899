import { expect, test } from 'vitest';
import type { Phase } from '../../shared/kinds/power-tool.ts';
import { aTemplate } from '../../test/builders/template.ts';
import { decideHistory } from './decide-history.ts';
import type { Child } from './template-store.ts';

const hourMs = 3_600_000;
const nowMs = Date.parse('2026-01-10T00:00:00Z');

/** Children of these phases, the first of them the oldest, one an hour; named by their numbers. */
function childrenOf(...phases: readonly Phase[]): readonly Child[] {
  return phases.map((phase, index) => ({
    name: String(index),
    phase,
    isStopRequested: false,
    dueMs: nowMs - (phases.length - index) * hourMs,
    completedAt: undefined,
    node: undefined,
  }));
}

const namesOf = (children: readonly Child[]): readonly string[] => children.map(({ name }) => name);

const ended = childrenOf(
  'Succeeded',
  'Failed',
  'Succeeded',
  'Cancelled',
  'Succeeded',
  'PartiallySucceeded',
  'Succeeded',
  'Failed',
);

test.each([
  ['three succeeded and three others are kept where nothing is said', {}, ['0', '1']],
  ['no succeeded one is kept', { successfulRunsHistoryLimit: 0 }, ['0', '2', '4', '6', '1']],
  ['one other is kept', { failedRunsHistoryLimit: 1 }, ['0', '1', '3', '5']],
  ['all are kept', { successfulRunsHistoryLimit: 4, failedRunsHistoryLimit: 9 }, []],
])('%s, and the oldest go', (_title, limits, expected) => {
  const { spec } = aTemplate({ schedule: '@hourly', ...limits });
  expect(namesOf(decideHistory(spec, ended.toReversed(), nowMs))).toEqual(expected);
});

test('what is under way is never deleted', () => {
  const spec = aTemplate({
    schedule: '@hourly',
    successfulRunsHistoryLimit: 0,
    failedRunsHistoryLimit: 0,
  }).spec;
  const children = childrenOf('Running', 'Pending', 'Uploading', 'Processing', 'Scheduled', 'Starting');
  expect(decideHistory(spec, children, nowMs)).toEqual([]);
});

test('what a trigger counts for its day or its cooldown is kept', () => {
  const children = childrenOf(...Array<Phase>(30).fill('Failed'));
  const deletedAt = (cooldown: string): readonly string[] => {
    const trigger = { nodeTermination: true, cooldown };
    const { spec } = aTemplate({ trigger, failedRunsHistoryLimit: 1 });
    return namesOf(decideHistory(spec, children, nowMs));
  };
  expect(deletedAt('30m')).toEqual(['0', '1', '2', '3', '4', '5', '6']);
  expect(deletedAt('28h')).toEqual(['0', '1', '2']);
});
