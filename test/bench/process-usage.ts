import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';

/** utime and stime, fields 14 and 15 of proc_pid_stat(5), in seconds. */
export async function readCpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** VmRSS of proc_pid_status(5). */
export async function readResidentMib(pid: number): Promise<number> {
  return await readStatusMib(pid, 'VmRSS');
}

/** VmHWM of proc_pid_status(5): the most it ever had, or since `resetPeak`. */
export async function readPeakMib(pid: number): Promise<number> {
  return await readStatusMib(pid, 'VmHWM');
}

/** proc_pid_clear_refs(5). */
export async function resetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
}

/** How often it gave up its CPU by itself: its wake-ups, but for one; of its first thread. */
export async function readSwitches(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^voluntary_ctxt_switches:\s+([0-9]+)$/m.exec(status)?.[1] ?? Number.NaN);
}

/** Any other figure of proc_pid_status(5) that is in kB. */
export async function readStatusMib(pid: number, name: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${name}:\\s+([0-9]+) kB$`, 'm').exec(status)?.[1] ?? Number.NaN) / 1_024;
}
