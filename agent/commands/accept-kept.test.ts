import { expect, it } from 'vitest';
import type { Command } from '../../shared/domain/command.ts';
import { buildCommand } from '../../test/builders/command.ts';
import { withRules } from '../../test/builders/rules.ts';
import { type AgentWorld, acceptCommand } from './accept-command.ts';
import { HeldRules } from './held-rules.ts';

const nodeUid = 'n1';

function refusalOf(asked: Partial<Command>, changes: Partial<AgentWorld>): string {
  const { command, document } = withRules(buildCommand({ nodeUid, ...asked }));
  const held = new HeldRules();
  held.take(document);
  const acceptance = acceptCommand(command, {
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
    spoolLimitBytes: 1_000,
    pressure: { cpu: 0, memory: 0, io: 0 },
    targetPids: new Set(),
    netDevices: new Set(),
    perfProblem: '',
    rules: held.find(command),
    ...changes,
  });
  return acceptance.kind === 'refused' ? `${acceptance.reason}: ${acceptance.message}` : acceptance.kind;
}

const spoolKept = [
  { capture: 'shop/web', sizeBytes: 600 },
  { capture: 'shop/web', sizeBytes: 200 },
  { capture: 'shop/cart', sizeBytes: 100 },
];
const remedy =
  '900 B are files that stay here by output.mode node, of "shop/web", "shop/cart": fetch them (toe fetch), or wait until their retention has passed';

it('names the captures whose kept files fill the spool beyond its limit', () => {
  expect(refusalOf({}, { spoolWaitingBytes: 1_001, spoolKept })).toBe(
    `SpoolFull: Cannot start: the spool holds 1001 B of files that are not delivered: at most 1000 B may wait (TOE_SPOOL_LIMIT): ${remedy}`,
  );
});

it('names them where the disk is below its floor', () => {
  expect(refusalOf({}, { spoolFreeBytes: 99, spoolKept })).toBe(
    `SpoolFull: Cannot start: the spool's disk has 99 B free: at least 100 B is needed; ${remedy}`,
  );
});

it('takes a command beside kept files within the limit', () => {
  expect(refusalOf({ keepMs: 60_000 }, { spoolWaitingBytes: 1_000, spoolKept })).toBe('accepted');
});

it.each([-1, 1.5, Number.NaN])('refuses to keep files for %d milliseconds', (keepMs) => {
  expect(refusalOf({ keepMs }, {})).toMatch(/^CommandRefused: .*files are kept is not a whole number/);
});
