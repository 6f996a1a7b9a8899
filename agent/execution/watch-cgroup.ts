import type { RunCgroup } from '../../shared/cgroup/cgroup.ts';
import { type Reason, reasons } from '../../shared/domain/reasons.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { isAbort } from '../../shared/runtime/group.ts';

const lookEveryMs = 1_000;

export interface CgroupLoss {
  readonly reason: Reason;
  readonly message: string;
}

/** What is wrong when a run's cgroup was removed under it: its limits may have been gone as well. */
export async function findCgroupLoss(cgroup: RunCgroup): Promise<CgroupLoss | undefined> {
  if (await cgroup.exists()) return undefined;
  return {
    reason: reasons.CgroupFailed,
    message: `Cannot vouch for the limits of the run: its cgroup "${cgroup.applied.cgroup}" was removed by somebody else: leave the cgroups below "toe" to the agent`,
  };
}

/** Resolves with the loss once the cgroup is gone; undefined when the signal aborts first. */
export async function watchCgroup(
  cgroup: RunCgroup,
  clock: Clock,
  signal: AbortSignal,
): Promise<CgroupLoss | undefined> {
  try {
    for (;;) {
      await clock.sleep(lookEveryMs, signal);
      const loss = await findCgroupLoss(cgroup);
      if (loss !== undefined) return loss;
    }
  } catch (error) {
    if (isAbort(error)) return undefined;
    throw error;
  }
}
