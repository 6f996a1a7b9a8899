import { setTimeout as delay } from 'node:timers/promises';
import { Fleet } from '../faults/harness/fleet.ts';
import { readCpuSeconds, readResidentMib } from './process-usage.ts';
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
