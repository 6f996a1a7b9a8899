import { describe, expect, test } from 'vitest';
import { namePattern } from '../../shared/kinds/schema.ts';
import { validateSpec } from '../../shared/kinds/validate-spec.ts';
import { aTemplate } from '../../test/builders/template.ts';
import { toFiring, toFiringName, toOccasion, toOccasionName } from './make-child.ts';

const dueMs = Date.parse('2026-03-29T01:30:00Z');

describe('the name of a firing', () => {
  test('is that of the template and the minutes since 1970, as CronJob names its Jobs', () => {
    expect(toFiringName('nightly', dueMs)).toBe('nightly-29579130');
  });

  test('is one name for one minute', () => {
    expect(toFiringName('nightly', dueMs + 59_999)).toBe(toFiringName('nightly', dueMs));
    expect(toFiringName('nightly', dueMs + 60_000)).not.toBe(toFiringName('nightly', dueMs));
  });

  test('is shortened where the template has a long one, and still differs between templates', () => {
    const [one, other] = [`${'x'.repeat(50)}-one`, `${'x'.repeat(50)}-other`];
    expect(toFiringName(one, dueMs)).toBe(`${one}-29579130`);
    expect(toFiringName(other, dueMs)).toMatch(/^x{45}-[0-9a-f]{8}-29579130$/);
    const names = [`${other}-1`, `${other}-2`, `${'a-'.repeat(31)}b`].map((name) =>
      toFiringName(name, dueMs),
    );
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(new RegExp(namePattern));
  });
});

describe('the name of an occasion', () => {
  const leave = { uid: 'uid-a', leavingAt: '2026-03-29T01:30:00Z' };

  test('is one for one leave of one node', () => {
    expect(toOccasionName('nightly', leave)).toMatch(/^nightly-[0-9a-f]{8}$/);
    expect(toOccasionName('nightly', { ...leave })).toBe(toOccasionName('nightly', leave));
    const others = [
      { ...leave, uid: 'uid-b' },
      { ...leave, leavingAt: '2026-03-29T01:31:00Z' },
    ];
    const names = [leave, ...others].map((each) => toOccasionName('nightly', each));
    expect(new Set(names).size).toBe(3);
  });

  test('fits beside any name of a template', () => {
    const name = toOccasionName('x'.repeat(63), leave);
    expect(name).toMatch(/^x{45}-[0-9a-f]{8}-[0-9a-f]{8}$/);
    expect(toOccasionName(`${'x'.repeat(62)}y`, leave)).not.toBe(name);
  });
});

describe('what is created', () => {
  const template = aTemplate({
    schedule: '30 2 * * *',
    timeZone: 'Europe/Berlin',
    startingDeadlineSeconds: 60,
    concurrencyPolicy: 'Replace',
    successfulRunsHistoryLimit: 1,
    failedRunsHistoryLimit: 1,
    reason: 'every night',
    output: { retention: '30d' },
    ttlSecondsAfterFinished: 3600,
  });

  test('for an instant is the capture of the template, without what makes it one', () => {
    const child = toFiring(template, dueMs);
    expect(child).toMatchObject({
      namespace: 'oncall',
      name: 'nightly-29579130',
      labels: { 'toe.run/scheduled-by': 'nightly' },
      annotations: { 'toe.run/scheduled-at': '2026-03-29T01:30:00.000Z' },
      owner: { kind: 'PowerTool', name: 'nightly', uid: 'uid-nightly' },
    });
    const once = aTemplate({
      reason: 'every night',
      output: { retention: '30d' },
      ttlSecondsAfterFinished: 3600,
    });
    expect(validateSpec('PowerTool', child.spec)).toEqual({ kind: 'valid', spec: once.spec });
  });

  test('for a node that leaves is a capture of that node, as soon as can be', () => {
    const trigger = { nodeTermination: true, cooldown: '5m', maxPerDay: 3 };
    const onLeave = aTemplate(
      {
        trigger,
        start: { leadTime: '10s', startDeadline: '5s' },
        targets: { allNodes: true, waitFor: '1m' },
      },
      { name: 'last-look' },
    );
    const nowMs = Date.parse('2026-03-29T01:30:00.123Z');
    const child = toOccasion(onLeave, { name: 'last-look-0a1b2c3d', node: 'node-a' }, nowMs);
    expect(child).toMatchObject({
      labels: { 'toe.run/triggered-by': 'last-look' },
      annotations: { 'toe.run/triggered-at': '2026-03-29T01:30:00.123Z' },
      owner: { kind: 'PowerTool', name: 'last-look', uid: 'uid-last-look' },
    });
    const once = aTemplate({
      start: { leadTime: '100ms', startDeadline: '5s' },
      targets: { nodeNames: ['node-a'] },
    });
    expect(validateSpec('PowerTool', child.spec)).toEqual({ kind: 'valid', spec: once.spec });
  });
});
