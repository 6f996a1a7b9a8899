import { expect, it } from 'vitest';
import type { Command } from '../../shared/domain/command.ts';
import { accept } from '../../test/builders/accept.ts';
import { buildCommand, buildSnapshotCommand } from '../../test/builders/command.ts';

const nodeUid = 'n1';
const none = { cpu: 0, memory: 0, io: 0 };

it('takes guards that it can hold', () => {
  const guards = { overheadPercent: 50, abortOnPressure: { ...none, cpu: 20 } };
  const told = { cpu: 99, memory: -1, io: -1 };
  expect(accept(buildCommand({ nodeUid, ...guards }), { pressure: told }).kind).toBe('accepted');
});

it.each<[Partial<Command>, RegExp]>([
  [{ overheadPercent: 100_001 }, /budget of overhead is not between 0 and 100000 %/],
  [{ overheadPercent: 0.5 }, /budget of overhead/],
  [{ overheadPercent: -1 }, /budget of overhead/],
  [{ abortOnPressure: none }, /rises of pressure .* between 1 and 100 %/],
  [{ abortOnPressure: { ...none, io: 101 } }, /rises of pressure/],
  [{ abortOnPressure: { ...none, cpu: Number.NaN } }, /rises of pressure/],
])('refuses the guard %j', (guards, message) => {
  expect(accept(buildCommand({ nodeUid, ...guards }))).toMatchObject({
    reason: 'CommandRefused',
    message: expect.stringMatching(message),
  });
});

it('refuses a guard of what the kernel does not tell, by name and with a remedy', () => {
  const command = buildCommand({ nodeUid, abortOnPressure: { ...none, io: 20 } });
  expect(accept(command, { pressure: { cpu: 1, memory: 1, io: -1 } })).toMatchObject({
    reason: 'PressureUnknown',
    message: expect.stringMatching(/io pressure .*budgets\.abortOnPressure\.io .*psi=1/),
  });
});

it.each([{ overheadPercent: 50 }, { abortOnPressure: { ...none, cpu: 20 } }])(
  'refuses the guard %j of what has no cgroup',
  (guards) => {
    expect(accept(buildSnapshotCommand({ nodeUid, ...guards }))).toMatchObject({
      reason: 'CommandRefused',
      message: expect.stringContaining('nothing tells what it costs'),
    });
  },
);
