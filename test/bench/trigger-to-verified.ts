import { Fleet } from '../faults/harness/fleet.ts';
import { makePerfSpec } from '../faults/harness/specs.ts';
import { sumFile, toStorePath } from '../faults/harness/stored-files.ts';
import { waitUntil } from '../faults/harness/wait-until.ts';
import type { Row } from './row.ts';

const rounds = 3;
const durationMs = 5_000;
const leadMs = 300;

/** One node and a perf capture of 5 s: what comes on top of its duration and its lead time. Medians of three rounds. */
export async function benchTriggerToVerified(): Promise<Row[]> {
  await using fleet = await Fleet.start({ nodes: [{ name: 'node' }] });
  const verified: number[] = [];
  const processed: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const name = `round-${round}`;
    const spec = makePerfSpec({ nodes: [fleet.node('node').name], leadTime: `${leadMs}ms` });
    const beginMs = performance.now();
    await fleet.captures.create(name, spec);
    await waitUntil(
      async () => ((await fleet.captures.get(name)).status.nodes?.verified === 1 ? true : undefined),
      {
        timeoutMs: 60_000,
        pollMs: 10,
        what: 'a verified node',
        explain: () => fleet.readTails(),
      },
    );
    verified.push(performance.now() - beginMs - durationMs - leadMs);
    const { status } = await fleet.captures.waitForPhase(name, ['Succeeded'], 60_000);
    processed.push(performance.now() - beginMs - durationMs - leadMs);
    for (const { key, sha256 } of status.artifacts)
      if ((await sumFile(toStorePath(fleet, key))) !== sha256)
        throw new Error(`Cannot go on: "${key}" is not as verified`);
  }
  return [
    { name: 'trigger to verified, beyond duration and lead', value: median(verified) / 1_000, unit: 's' },
    { name: 'trigger to flame graph, beyond duration and lead', value: median(processed) / 1_000, unit: 's' },
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
