import { setTimeout as delay } from 'node:timers/promises';
import { Fleet, type FleetNode } from '../faults/harness/fleet.ts';
import { makeVmstatSpec } from '../faults/harness/specs.ts';
import {
  readCpuSeconds,
  readPeakMib,
  readResidentMib,
  readStatusMib,
  readSwitches,
} from './process-usage.ts';
import type { Row } from './row.ts';
import { bundleShippedAgent } from './shipped-agent.ts';

const settleMs = 5_000;
const restMs = 60_000;
const runMs = 30_000;

/**
 * What an agent costs its node, as the image ships it: at rest, where it is connected and has nothing to do, and
 * beside one run of a tool that sleeps nearly all the time.
 */
export async function benchAgentAtRest(): Promise<Row[]> {
  await using shipped = await bundleShippedAgent();
  const { main, nodeFlags, environment } = shipped;
  await using fleet = await Fleet.start({
    nodes: [{ name: 'rest', program: { main, nodeFlags }, environment }],
  });
  const node = fleet.node('rest');
  const { pid, startedInMs } = node.agent;
  await delay(settleMs);
  const switches = await readSwitches(pid);
  const restShare = await measureShare(pid, restMs);
  const wakeups = ((await readSwitches(pid)) - switches) / (restMs / 1_000);
  const resident = await readResidentMib(pid);
  const mapped = await readStatusMib(pid, 'RssFile');
  const peak = await readPeakMib(pid);
  const runShare = await measureBesideRun(fleet, node);
  return [
    { name: 'agent at rest, as shipped: memory (at most 64)', value: resident, unit: 'MiB' },
    { name: 'agent at rest, of it the mapped files of Node and its libraries', value: mapped, unit: 'MiB' },
    { name: 'agent at rest, as shipped: peak memory', value: peak, unit: 'MiB' },
    { name: 'agent at rest: CPU over 60 s (at most 0.1)', value: restShare, unit: '% of a core' },
    { name: 'agent at rest: wake-ups of its main thread', value: wakeups, unit: '1/s' },
    { name: 'agent beside one run: CPU over 30 s', value: runShare, unit: '% of a core' },
    {
      name: 'watching one run, with snapshots: CPU on top of rest',
      value: runShare - restShare,
      unit: '% of a core',
    },
    { name: 'agent as shipped: process start to session', value: startedInMs / 1_000, unit: 's' },
  ];
}

/** Per cent of a core that the process takes. */
async function measureShare(pid: number, windowMs: number): Promise<number> {
  const before = await readCpuSeconds(pid);
  const beginMs = performance.now();
  await delay(windowMs);
  const seconds = (performance.now() - beginMs) / 1_000;
  return (((await readCpuSeconds(pid)) - before) / seconds) * 100;
}

async function measureBesideRun(fleet: Fleet, { agent, name }: FleetNode): Promise<number> {
  await fleet.captures.create('beside', makeVmstatSpec({ nodes: [name], durationSeconds: 120 }));
  await fleet.captures.waitForNode('beside', name, ({ elapsedMs }) => elapsedMs > 3_000, 30_000);
  const share = await measureShare(agent.pid, runMs);
  await fleet.client.stop({ namespace: 'default', name: 'beside' });
  await fleet.captures.waitForPhase('beside', ['Succeeded'], 60_000);
  return share;
}
