import { readFile } from 'node:fs/promises';

/**
 * When a process started, in clock ticks since boot (field 22 of /proc/<pid>/stat, proc_pid_stat(5)): with the pid
 * it names one process for ever. Undefined where there is none, or where there is no /proc.
 */
export async function readStartTicks(pid: number): Promise<number | undefined> {
  try {
    return parseStartTicks(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The program's name, field 2, may hold spaces and parentheses: fields are counted after the last `)`. */
export function parseStartTicks(stat: string): number | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[19]);
  return Number.isSafeInteger(ticks) && ticks > 0 ? ticks : undefined;
}
