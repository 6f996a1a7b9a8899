import { parseStartTicks } from '../../shared/runtime/process-start.ts';

export interface ProcessStat {
  readonly startTicks: number;
  /** A zombie: its last thread has ended, and it waits for its parent to notice. */
  readonly isDead: boolean;
  /** Stands still for a signal such as SIGSTOP; not where a tracer holds it. */
  readonly isStopped: boolean;
}

/** Fields 3 (state), 20 (threads) and 22 (start) of `/proc/<pid>/stat`, proc_pid_stat(5); undefined for other text. */
export function parseProcessStat(text: string): ProcessStat | undefined {
  const startTicks = parseStartTicks(text);
  if (startTicks === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = ''] = fields;
  // A leader may end before its threads: then the process lives on under a zombie's name.
  const isLastThread = Number(fields[17]) <= 1;
  return { startTicks, isDead: (state === 'Z' && isLastThread) || state === 'X', isStopped: state === 'T' };
}
