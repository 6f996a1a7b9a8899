import { expect, it } from 'vitest';
import { fillSlots } from './fill-slots.ts';

const slots = { outputs: new Map([['profile', '/run/perf.data']]), durationMs: 1_500 };

it('puts paths and the duration into their slots and leaves the rest alone', () => {
  expect(fillSlots(['record', '-o', '{out:profile}', '{durationSeconds}', '-a'], slots)).toEqual([
    'record',
    '-o',
    '/run/perf.data',
    '2',
    '-a',
  ]);
});

it.each([
  '{out:other}',
  '{out}',
  '{pids}',
  '{',
  'x{out:profile}',
  '{out:profile}x',
  '{durationSeconds:x}',
  '{__proto__}',
])('throws for "%s", which has no value', (token) => {
  expect(() => fillSlots([token], slots)).toThrow(`Cannot fill slot "${token}"`);
});
