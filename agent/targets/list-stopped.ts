import { readdirSync, readFileSync } from 'node:fs';
import type { TargetProcess } from './find-pod-processes.ts';
import { parseProcessStat } from './parse-process-stat.ts';

/** Of a mask of signals; signal(7). */
const stopBit = 1n << 18n;

/**
 * Those of the processes that are still there and stand still, or will: SIGSTOP waits for them, as for one that cannot
 * take it yet. A process that a tracer holds is none of them.
 */
export function listStopped(processes: readonly TargetProcess[]): readonly TargetProcess[] {
  return processes.filter(({ pid, startTicks }) => {
    const stat = parseProcessStat(readOrEmpty(`/proc/${pid}/stat`));
    return stat?.startTicks === startTicks && (stat.isStopped || isToStop(pid));
  });
}

function isToStop(pid: number): boolean {
  return listThreads(pid).some((thread) => {
    const status = readOrEmpty(`/proc/${pid}/task/${thread}/status`);
    const pending = [...status.matchAll(/^(?:SigPnd|ShdPnd):\t([0-9a-f]+)$/gm)];
    return pending.some(([, mask = '0']) => (BigInt(`0x${mask}`) & stopBit) !== 0n);
  });
}

/** None where the process ends meanwhile. */
function listThreads(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Empty where the process ends meanwhile. */
function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
