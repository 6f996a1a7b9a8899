import { expect, test, vi } from 'vitest';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { makeOverheadRule } from './overhead-guard.ts';
import { PressureGuard } from './pressure-guard.ts';
import type { ToolGuards } from './tool-request.ts';
import { watchCost } from './watch-cost.ts';

const none = { cpu: 0, memory: 0, io: 0 };

/** Lets time pass by seconds until the watch has a cause; says it, and after how many seconds it came. */
async function watch(guards: ToolGuards, seconds: number, cpuUsAt: (second: number) => number) {
  const clock = new ManualClock();
  const over = new AbortController();
  let second = 0;
  let found: unknown;
  const cgroup = {
    readUsage: async () => ({
      cpuUs: cpuUsAt(second),
      throttledUs: 0,
      memoryPeakBytes: 0,
      oomKills: 0,
      pidsDenied: 0,
      ioReadBytes: 0,
      ioWrittenBytes: 0,
    }),
  };
  const watching = watchCost(guards, { cgroup, clock, startedUs: clock.monotonicUs() }, over.signal).then(
    (cause) => {
      found = { second, kind: cause.kind };
    },
    () => undefined,
  );
  for (; second < seconds && found === undefined; ) {
    await vi.waitFor(() => expect(clock.sleeping === 1 || found !== undefined).toBe(true));
    if (found !== undefined) break;
    second += 1;
    clock.advance(1_000);
  }
  await vi.waitFor(() => expect(clock.sleeping === 1 || found !== undefined).toBe(true));
  over.abort();
  await watching;
  expect(clock.sleeping).toBe(0);
  return found;
}

test('a run that takes too much is found when its first window is over, one that does not is let go on', async () => {
  const guards = { overhead: makeOverheadRule(50) };
  expect(await watch(guards, 30, (second) => second * 600_000)).toEqual({ second: 15, kind: 'overhead' });
  expect(await watch(guards, 30, (second) => second * 400_000)).toBeUndefined();
});

test('pressure that rose is found once the start is past', async () => {
  let reads = 0;
  const pressure = new PressureGuard({ ...none, io: 10 }, async () => {
    reads += 1;
    return { ...none, io: reads === 1 ? 5 : 40 };
  });
  await pressure.begin();
  expect(await watch({ pressure }, 30, () => 0)).toEqual({ second: 5, kind: 'pressure' });
});
