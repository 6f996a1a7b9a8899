import { expect, test } from 'vitest';
import { emptyStatus } from '../../shared/kinds/empty-status.ts';
import type { Phase, PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import { keepsEnd } from './keeps-end.ts';

function make(phase: Phase, completedAt?: string): PowerToolStatus {
  return { ...emptyStatus, phase, ...(completedAt === undefined ? {} : { completedAt }) };
}

const [noon, later] = ['2030-01-01T12:00:00.000Z', '2030-01-01T12:00:01.000Z'];

test.each([
  ['the first one of all', undefined, make('Running'), true],
  ['another phase under way', make('Running'), make('Uploading'), true],
  ['an end', make('Running'), make('Succeeded', noon), true],
  ['the same end with more counts', make('Failed', noon), { ...make('Failed', noon), manifest: 'x' }, true],
  ['what an earlier leader still believes', make('Succeeded', noon), make('Running'), false],
  ['another end', make('Succeeded', noon), make('Failed', noon), false],
  ['the same end at another instant', make('Succeeded', noon), make('Succeeded', later), false],
])('a status is followed by %s only where its end stays', (_, before, after, expected) => {
  expect(keepsEnd(before, after)).toBe(expected);
});
