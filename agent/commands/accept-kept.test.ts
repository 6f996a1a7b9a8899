import { expect, it } from 'vitest';
import type { Command } from '../../shared/domain/command.ts';
import { accept, type World } from '../../test/builders/accept.ts';
import { buildCommand } from '../../test/builders/command.ts';

function refusalOf(asked: Partial<Command>, changes: Partial<World>): string {
  const acceptance = accept(buildCommand({ nodeUid: 'n1', ...asked }), changes);
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
