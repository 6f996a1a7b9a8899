import { describe, expect, test } from 'vitest';
import { aChild, at, decide, ms, nothing, tell } from '../../test/builders/firing-situation.ts';

describe('of startingDeadlineSeconds', () => {
  const fields = { startingDeadlineSeconds: 600 };
  const before = { fields, last: at('06:00:00'), next: at('07:00:00') };

  test('the latest fires within it, whatever was missed before', () => {
    const decision = decide({ ...before, now: at('10:09:59') });
    expect(decision).toMatchObject({ fireMs: ms(at('10:00:00')), missed: 3 });
  });

  test('what is later is missed, and not looked at again', () => {
    const decision = decide({ ...before, now: at('10:10:00') });
    expect(tell(decision)).toEqual({
      ...nothing,
      last: at('10:00:00'),
      next: at('11:00:00'),
      missed: 4,
      events: [
        `Warning FiringMissed: Missed 4 firings, the last of ${at('10:00:00')}: startingDeadlineSeconds, 600, had passed`,
      ],
    });
    const again = decide({ fields, last: at('10:00:00'), next: at('11:00:00'), now: at('10:10:01') });
    expect(tell(again)).toEqual({ ...nothing, last: at('10:00:00'), next: at('11:00:00') });
  });

  test('with it, what lies before it is not too much', () => {
    const decision = decide({ ...before, now: '2026-02-09T10:00:00Z' });
    expect(decision.events).toMatchObject([{ reason: 'FiringMissed' }]);
    expect(decision.missed).toBe(35 * 24 + 3);
  });

  test('of 0 seconds nothing ever fires', () => {
    const decision = decide({ ...before, fields: { startingDeadlineSeconds: 0 }, now: at('07:00:00') });
    expect(decision).toMatchObject({ fireMs: undefined, missed: 1 });
  });
});

describe('while an earlier firing is under way,', () => {
  const before = { last: at('09:00:00'), next: at('10:00:00'), now: at('10:00:00') };
  const running = aChild(at('09:00:00'));

  test('Forbid skips the firing for good', () => {
    const decision = decide({ ...before, children: [running] });
    expect(tell(decision)).toEqual({
      ...nothing,
      last: at('10:00:00'),
      next: at('11:00:00'),
      missed: 1,
      events: [
        `Normal FiringSkipped: Skipped the firing of ${at('10:00:00')}: "${running.name}" is under way, and concurrencyPolicy is Forbid`,
      ],
    });
    const ended = [aChild(at('09:00:00'), 'Succeeded')];
    const past = { last: at('10:00:00'), next: at('11:00:00') };
    expect(decide({ ...past, children: ended, now: at('10:05:00') }).fireMs).toBeUndefined();
    expect(decide({ ...past, children: ended, now: at('11:00:00') }).fireMs).toBe(ms(at('11:00:00')));
  });

  test.each(['Pending', 'Uploading', 'Processing'] as const)('Forbid counts %s as under way', (phase) => {
    expect(decide({ ...before, children: [aChild(at('09:00:00'), phase)] }).fireMs).toBeUndefined();
  });

  test.each(['Succeeded', 'PartiallySucceeded', 'Failed', 'Cancelled'] as const)(
    'Forbid does not count %s',
    (phase) => {
      expect(decide({ ...before, children: [aChild(at('09:00:00'), phase)] }).fireMs).toBe(
        ms(at('10:00:00')),
      );
    },
  );

  test('Allow fires beside it', () => {
    const decision = decide({ ...before, fields: { concurrencyPolicy: 'Allow' }, children: [running] });
    expect(decision).toMatchObject({ fireMs: ms(at('10:00:00')), stop: [], missed: 0 });
  });

  test('Replace stops it, unless it is being stopped, and fires', () => {
    const fields = { concurrencyPolicy: 'Replace' };
    const children = [running, aChild(at('08:00:00'), 'Running', true), aChild(at('07:00:00'), 'Succeeded')];
    const decision = decide({ ...before, fields, children });
    expect(tell(decision)).toEqual({
      ...nothing,
      fires: at('10:00:00'),
      last: at('10:00:00'),
      next: at('11:00:00'),
      stops: [running.name],
      events: [
        `Normal FiringReplaced: Stopped "${running.name}": the firing of ${at('10:00:00')} replaces it`,
      ],
    });
  });

  test('Replace stops nothing for a firing that is too late', () => {
    const fields = { concurrencyPolicy: 'Replace', startingDeadlineSeconds: 60 };
    const decision = decide({ ...before, fields, children: [running], now: at('10:02:00') });
    expect(decision).toMatchObject({ fireMs: undefined, stop: [], missed: 1 });
  });
});
