import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Fleet } from '../faults/harness/fleet.ts';
import { makePerfSpec } from '../faults/harness/specs.ts';
import { untilPartlyStored } from '../faults/harness/until-partly-stored.ts';
import { makeBigPerf } from '../kills/big-perf.ts';
import { readPeakMib, readResidentMib, resetPeak } from './process-usage.ts';
import type { Row } from './row.ts';

const fileBytes = 192 * 1024 ** 2;
const bytesPerSecond = 10_000;
const windowMs = 20_000;

/** What an agent makes of a coordinator that takes 10 KB a second of a file of 192 MiB. */
export async function benchSlowReader(): Promise<Row[]> {
  await using perf = await makeBigPerf(fileBytes);
  const environment = { TOE_TOOL_PATHS: `perf=${perf.path}` };
  await using fleet = await Fleet.start({ nodes: [{ name: 'one', proxied: true, environment }] });
  const { proxy, agent, name } = fleet.node('one');
  if (proxy === undefined) throw new Error('Cannot slow it down: the node is not proxied');
  await fleet.captures.create('slow', makePerfSpec({ nodes: [name], args: ['-F', '99', '-a'] }));
  await untilPartlyStored(fleet, 'slow', 'one', 'profile');
  proxy.upRate = bytesPerSecond;
  const resident = await readResidentMib(agent.pid);
  await resetPeak(agent.pid);
  const stallMs = await measureStall(`http://${agent.ready.get('opsAddress') ?? ''}/healthz`);
  const grownMib = (await readPeakMib(agent.pid)) - resident;
  proxy.upRate = Number.POSITIVE_INFINITY;
  await fleet.captures.waitForPhase('slow', ['Succeeded'], 120_000);
  return [
    { name: 'slow reader: memory of the agent on top (below 64)', value: grownMib, unit: 'MiB' },
    { name: 'slow reader: longest answer of the agent (at most 200)', value: stallMs, unit: 'ms' },
  ];
}

/** Asks every 20 ms; an event loop that is held answers nothing. */
async function measureStall(url: string): Promise<number> {
  let longestMs = 0;
  const endMs = performance.now() + windowMs;
  while (performance.now() < endMs) {
    const beginMs = performance.now();
    await new Promise<void>((resolve, reject) => {
      get(url, (response) => response.resume().on('end', resolve)).on('error', reject);
    });
    longestMs = Math.max(longestMs, performance.now() - beginMs);
    await delay(20);
  }
  return longestMs;
}
