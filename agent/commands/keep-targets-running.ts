import type { Log } from '../../shared/log.ts';
import { hasCode } from '../../shared/runtime/has-code.ts';
import type { TargetProcess } from '../targets/find-pod-processes.ts';
import { listStopped } from '../targets/list-stopped.ts';

/**
 * Disposed once a tool has ended, it lets every target go on that the tool left stopped, as gdb does when it is killed
 * while it attaches (measured: 5 of 300 times). A target that stood still before is left so.
 */
export function keepTargetsRunning(
  processes: readonly TargetProcess[],
  log: Log,
): Disposable & { readonly stoppedPids: readonly number[] } {
  const stoppedPids = listStopped(processes).map(({ pid }) => pid);
  const stoppable = processes.filter(({ pid }) => !stoppedPids.includes(pid));
  return { stoppedPids, [Symbol.dispose]: () => letGoOn(stoppable, log) };
}

/** Lets those of the processes go on that are still the same and stand still, or will; their tool has ended. */
export function letGoOn(processes: readonly TargetProcess[], log: Log): void {
  for (const { pid } of listStopped(processes)) {
    log.warn({ pid }, 'Target was left stopped by the tool and was let go on');
    resume(pid);
  }
}

function resume(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}
