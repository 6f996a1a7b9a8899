import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Fleet } from '../faults/harness/fleet.ts';
import type { Row } from './row.ts';

const settleMs = 5_000;
const windowMs = 20_000;

/** What an agent that is connected and has nothing to do costs its node: from source, so without the image's bundle. */
export async function benchAgentAtRest(): Promise<Row[]> {
  await using fleet = await Fleet.start({ nodes: [{ name: 'rest' }] });
  const { agent } = fleet.node('rest');
  await delay(settleMs);
  const before = await readCpuSeconds(agent.pid);
  const beginMs = performance.now();
  await delay(windowMs);
  const seconds = (performance.now() - beginMs) / 1_000;
  const cpuSeconds = (await readCpuSeconds(agent.pid)) - before;
  return [
    { name: 'agent at rest, from source: memory', value: await readResidentMib(agent.pid), unit: 'MiB' },
    { name: 'agent at rest: CPU', value: (cpuSeconds / seconds) * 100, unit: '% of a core' },
    { name: 'agent: process start to session', value: agent.startedInMs / 1_000, unit: 's' },
  ];
}

/** utime and stime, fields 14 and 15 of proc_pid_stat(5), in clock ticks. */
async function readCpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** VmRSS of proc_pid_status(5). */
async function readResidentMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+([0-9]+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1_024;
}
