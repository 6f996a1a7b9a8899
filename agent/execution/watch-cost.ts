import type { RunCgroup } from '../../shared/cgroup/cgroup.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Cause } from './decide-ending.ts';
import { OverheadGuard } from './overhead-guard.ts';
import type { ToolGuards } from './tool-request.ts';

const lookEveryMs = 1_000;
/** A window is never made of fewer samples. */
const leastSamples = 10;

/**
 * Waits until the run costs its node more than its guards allow; rejects when the signal aborts first. What comes
 * after the stop signal is not looked at any more: a tool may take what it needs to complete its files.
 */
export async function watchCost(
  guards: ToolGuards,
  run: { readonly cgroup: Pick<RunCgroup, 'readUsage'>; readonly clock: Clock; readonly startedUs: number },
  signal: AbortSignal,
): Promise<Cause> {
  const { overhead, pressure } = guards;
  const { cgroup, clock, startedUs } = run;
  const guard = overhead && new OverheadGuard(overhead);
  const everyMs = Math.min(lookEveryMs, (overhead?.windowMs ?? Number.POSITIVE_INFINITY) / leastSamples);
  for (;;) {
    await clock.sleep(everyMs, signal);
    if (guard !== undefined) {
      const { cpuUs } = await cgroup.readUsage();
      const sinceStartMs = (clock.monotonicUs() - startedUs) / 1_000;
      const excess = guard.note({ sinceStartMs, cpuUs });
      if (excess !== undefined) return { kind: 'overhead', excess };
    }
    if (pressure === undefined || clock.monotonicUs() - startedUs < pressure.settleMs * 1_000) continue;
    const excess = await pressure.judge();
    if (excess !== undefined) return { kind: 'pressure', excess };
  }
}
