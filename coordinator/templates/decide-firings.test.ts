import { describe, expect, test } from 'vitest';
import { aChild, at, decide, iso, ms, nothing, tell } from '../../test/builders/firing-situation.ts';
import { aTemplate } from '../../test/builders/template.ts';
import { decideFirings, type Past } from './decide-firings.ts';

describe('of what is due', () => {
  test('nothing fires before the first instant after its creation', () => {
    const decision = decide({ fields: { schedule: '30 0 * * *' }, now: '2026-01-01T00:29:59Z' });
    expect(tell(decision)).toEqual({ ...nothing, last: undefined, next: '2026-01-01T00:30:00.000Z' });
  });

  test('an instant fires once it has come', () => {
    const decision = decide({ last: at('09:00:00'), next: at('10:00:00'), now: at('10:00:00') });
    const expected = { ...nothing, fires: at('10:00:00'), last: at('10:00:00'), next: at('11:00:00') };
    expect(tell(decision)).toEqual(expected);
  });

  test('nothing fires twice', () => {
    const decision = decide({ last: at('10:00:00'), next: at('11:00:00'), now: at('10:00:01') });
    expect(tell(decision)).toEqual({ ...nothing, last: at('10:00:00'), next: at('11:00:00') });
  });

  test('only the latest fires after a time without a coordinator', () => {
    const decision = decide({ last: at('06:00:00'), next: at('07:00:00'), now: at('10:20:00') });
    expect(tell(decision)).toEqual({
      ...nothing,
      fires: at('10:00:00'),
      last: at('10:00:00'),
      next: at('11:00:00'),
      missed: 3,
      events: ['Warning FiringMissed: Missed 3 firings: of those that are late, only the latest is started'],
    });
  });

  test('the latest fires even after more than 100 were missed, and that is said', () => {
    const decision = decide({ last: at('06:00:00'), next: at('07:00:00'), now: '2026-01-09T11:00:00Z' });
    expect(decision).toMatchObject({ fireMs: ms('2026-01-09T11:00:00Z'), missed: 100 });
    expect(decision.events).toMatchObject([
      {
        type: 'Warning',
        reason: 'TooManyMissed',
        message: expect.stringContaining('Missed 100 firings since'),
      },
    ]);
  });

  test('just 100 are told of as any', () => {
    const decision = decide({ last: at('06:00:00'), next: at('07:00:00'), now: '2026-01-09T10:00:00Z' });
    expect(decision).toMatchObject({ missed: 99, events: [{ reason: 'FiringMissed' }] });
  });

  test('a local time that comes twice fires twice, and one that is left out not at all', () => {
    const inBerlin = { schedule: '30 2 * * *', timeZone: 'Europe/Berlin' };
    const fired: string[] = [];
    for (const [from, days] of [
      ['2026-03-28T00:00:00Z', 3],
      ['2026-10-24T00:00:00Z', 3],
    ] as const) {
      let past: Past = { lastMs: ms(from), nextMs: undefined };
      for (let minute = 0; minute < days * 1_440; minute += 1) {
        const decision = decideFirings(aTemplate(inBerlin), past, [], ms(from) + minute * 60_000);
        if (decision.fireMs !== undefined) fired.push(iso(decision.fireMs) ?? '');
        past = decision.past;
      }
    }
    expect(fired).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
      '2026-10-24T00:30:00.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });
});

describe('after an end in the middle', () => {
  test('a child that the status does not count is counted, not created again', () => {
    const children = [aChild(at('10:00:00'))];
    const decision = decide({ last: at('07:00:00'), next: at('08:00:00'), children, now: at('10:00:30') });
    expect(tell(decision)).toMatchObject({ fires: undefined, adopted: 1, missed: 2, last: at('10:00:00') });
  });

  test('a later instant fires beside one that is not counted yet', () => {
    const children = [aChild(at('10:00:00'), 'Succeeded')];
    const decision = decide({ last: at('09:00:00'), next: at('10:00:00'), children, now: at('11:00:00') });
    expect(tell(decision)).toMatchObject({ fires: at('11:00:00'), adopted: 1, missed: 0 });
  });

  test('before there was a status, too', () => {
    const children = [aChild('2026-01-01T01:00:00Z')];
    const decision = decide({ children, now: '2026-01-01T01:00:10Z' });
    expect(tell(decision)).toMatchObject({ fires: undefined, adopted: 1, missed: 0 });
  });
});

test('a child that claims an instant to come keeps nothing from firing', () => {
  const children = [aChild('2027-01-01T00:00:00Z', 'Failed')];
  const decision = decide({ last: at('09:00:00'), next: at('10:00:00'), children, now: at('10:00:00') });
  expect(tell(decision)).toMatchObject({ fires: at('10:00:00'), adopted: 0, next: at('11:00:00') });
});

describe('when the clock is set', () => {
  test('back, nothing fires until it has caught up', () => {
    const before = { last: at('10:00:00'), next: at('11:00:00') };
    expect(tell(decide({ ...before, now: at('08:30:00') }))).toEqual({
      ...nothing,
      last: at('10:00:00'),
      next: at('11:00:00'),
    });
    expect(decide({ ...before, now: at('10:59:59') }).fireMs).toBeUndefined();
    expect(decide({ ...before, now: at('11:00:00') }).fireMs).toBe(ms(at('11:00:00')));
  });

  test('forth, one fires for all that it leapt over', () => {
    const decision = decide({ last: at('10:00:00'), next: at('11:00:00'), now: at('15:40:00') });
    expect(decision).toMatchObject({ fireMs: ms(at('15:00:00')), missed: 4 });
  });
});

describe('when the schedule is edited', () => {
  const before = { last: at('03:00:00'), next: '2026-01-06T03:00:00Z', now: at('15:10:00') };

  test('what it now says of the past is not owed', () => {
    const decision = decide({ ...before, fields: { schedule: '*/10 * * * *' } });
    expect(tell(decision)).toEqual({ ...nothing, last: at('15:10:00'), next: at('15:20:00') });
    const past = { last: at('15:10:00'), next: at('15:20:00') };
    const later = decide({ ...past, fields: { schedule: '*/10 * * * *' }, now: at('15:20:00') });
    expect(later).toMatchObject({ fireMs: ms(at('15:20:00')), missed: 0 });
  });

  test('to a later time, the next one is told', () => {
    const decision = decide({ ...before, fields: { schedule: '0 22 * * *' } });
    expect(tell(decision)).toMatchObject({ fires: undefined, missed: 0, next: at('22:00:00') });
  });
});
