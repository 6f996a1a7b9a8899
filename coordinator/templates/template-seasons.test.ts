import { describe, expect, test } from 'vitest';
import { readCron } from '../../shared/domain/cron.ts';
import { TemplateStage } from '../../test/builders/template-stage.ts';

const dayMs = 86_400_000;

/** Every instant of the schedule after the one and until the other. */
function listInstants(schedule: string, timeZone: string, from: string, until: string): readonly string[] {
  const cron = readCron(schedule, timeZone);
  const instants: string[] = [];
  let at = cron.nextAfter(Date.parse(from));
  for (; at !== undefined && at <= Date.parse(until); at = cron.nextAfter(at))
    instants.push(new Date(at).toISOString());
  return instants;
}

describe('over the weeks in which the clocks change', () => {
  const [spring, autumn] = [
    ['2026-03-01T00:00:00Z', '2026-04-12T00:00:00Z'],
    ['2026-10-01T00:00:00Z', '2026-11-08T00:00:00Z'],
  ] as const;

  test.each([
    ['30 2 * * *', 'Europe/Berlin', spring, 41],
    ['30 2 * * *', 'Europe/Berlin', autumn, 39],
    ['30 2 * * *', 'America/New_York', spring, 41],
    ['30 1 * * *', 'America/New_York', autumn, 39],
    ['15 2 * * *', 'Australia/Lord_Howe', spring, 42],
    ['15 2 * * *', 'Australia/Lord_Howe', autumn, 37],
    ['45 1 * * *', 'Australia/Lord_Howe', spring, 43],
    ['30 2 * * *', 'Asia/Kathmandu', autumn, 38],
  ])('%s in %s fires every instant once, at once', async (schedule, timeZone, [from, until], count) => {
    const stage = new TemplateStage({ schedule, timeZone }, from);
    await stage.runUntil(until);
    expect(stage.fired).toEqual(listInstants(schedule, timeZone, from, until));
    expect(stage.fired).toHaveLength(count);
    expect(stage.status?.firings).toMatchObject({ fired: count, missed: 0, active: [] });
  });
});

describe('over a year of nights', () => {
  test('no instant fires twice and each is counted, though the coordinator is away, the clock is set and the store fails', async () => {
    const [from, until] = ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'];
    const stage = new TemplateStage({ schedule: '30 2 * * *', timeZone: 'Europe/Berlin' }, from);
    let seed = 7;
    const draw = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    while (stage.nowMs < Date.parse(until)) {
      const reachedMs = stage.nowMs;
      await stage.runUntil(new Date(reachedMs + (1 + draw(6)) * dayMs).toISOString());
      const what = draw(4);
      if (what === 0) stage.advance(draw(4 * dayMs));
      if (what === 1) stage.setClock(stage.nowMs - draw(dayMs / 2));
      if (what === 2) stage.store.failNext = { what: 'status' };
    }
    const end = new Date(stage.nowMs).toISOString();
    const due = listInstants('30 2 * * *', 'Europe/Berlin', from, end);
    expect(new Set(stage.fired).size).toBe(stage.fired.length);
    expect(due).toEqual(expect.arrayContaining([...stage.fired]));
    expect(stage.fired.length).toBeGreaterThan(200);
    expect(stage.fired.length).toBeLessThan(due.length);
    const { fired = 0, missed = 0 } = stage.status?.firings ?? {};
    expect(fired).toBe(stage.fired.length);
    expect(fired + missed).toBe(due.length);
  });
});
