import { expect, it } from 'vitest';
import { fillSlots } from './fill-slots.ts';

const slots = {
  outputs: new Map([['profile', '/run/perf.data']]),
  durationMs: 1_500,
  pids: [7, 12],
  scripts: new Map([['biolatency', '/run/biolatency.bt']]),
};

it('puts paths, the duration and pids into their slots and leaves the rest alone', () => {
  expect(
    fillSlots(
      ['record', '-o', '{out:profile}', '{durationSeconds}', '-p', '{pids}', '{script:biolatency}'],
      slots,
    ),
  ).toEqual(['record', '-o', '/run/perf.data', '2', '-p', '7,12', '/run/biolatency.bt']);
});

it.each([
  '{out:other}',
  '{script:other}',
  '{script:profile}',
  '{out:biolatency}',
  '{out}',
  '{pids:x}',
  '{',
  'x{out:profile}',
  '{out:profile}x',
  '{durationSeconds:x}',
  '{__proto__}',
])('throws for "%s", which has no value', (token) => {
  expect(() => fillSlots([token], slots)).toThrow(`Cannot fill slot "${token}"`);
});

it('throws for pids where the tool is kept to none', () => {
  const none = { ...slots, pids: [] };
  expect(() => fillSlots(['{pids}'], none)).toThrow(
    'known are "{out:profile}", "{script:biolatency}", "{durationSeconds}"',
  );
});
