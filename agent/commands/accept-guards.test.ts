import { expect, it } from 'vitest';
import type { Command } from '../../shared/domain/command.ts';
import { buildCommand, buildSnapshotCommand } from '../../test/builders/command.ts';
import { withRules } from '../../test/builders/rules.ts';
import { type Acceptance, type AgentWorld, acceptCommand } from './accept-command.ts';
import { HeldRules } from './held-rules.ts';

const nodeUid = 'n1';
const none = { cpu: 0, memory: 0, io: 0 };

function accept(asked: Command, pressure: AgentWorld['pressure'] = none): Acceptance {
  const { command, document } = withRules(asked);
  const held = new HeldRules();
  held.take(document);
  return acceptCommand(command, {
    nodeUid,
    isDraining: false,
    isKnown: false,
    highestAttempt: 0,
    underWay: [],
    spoolFreeBytes: 100,
    spoolFloorBytes: 100,
    spoolWaitingBytes: 0,
    spoolAsideBytes: 0,
    spoolKept: [],
    spoolLimitBytes: 1,
    pressure,
    targetPids: new Set(),
    netDevices: new Set(),
    perfProblem: '',
    rules: held.find(command),
  });
}

it('takes guards that it can hold', () => {
  const guards = { overheadPercent: 50, abortOnPressure: { ...none, cpu: 20 } };
  const told = { cpu: 99, memory: -1, io: -1 };
  expect(accept(buildCommand({ nodeUid, ...guards }), told).kind).toBe('accepted');
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
  expect(accept(command, { cpu: 1, memory: 1, io: -1 })).toMatchObject({
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
