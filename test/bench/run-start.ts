import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { detectCgroups } from '../../shared/cgroup/detect.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { neverAborted, openStage, removeCgroups } from '../builders/tool-stage.ts';
import { compileToyTool } from '../builders/toy-tool.ts';
import type { Row } from './row.ts';

const rounds = 200;
const instance = `bench-start-${process.pid}`;

/**
 * How long it takes from the wish to run a small executable to its main function: by a plain spawn, and as a run with
 * its directory, cgroup, limits that are read back, pinned executable, dropped rights and rehearsed start, whose start
 * instant is now. Beside it, what is left of that once a run is prepared. One after the other, in turn.
 */
export async function benchRunStart(): Promise<Row[]> {
  await using toy = await compileToyTool();
  const found = await detectCgroups({ instance });
  if (found.kind === 'unusable') throw new Error(found.message);
  const plain: number[] = [];
  const whole: number[] = [];
  const released: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const beginUs = systemClock.monotonicUs();
    const child = spawn(toy.path, ['tell-time'], { stdio: ['ignore', 'pipe', 'ignore'] });
    plain.push(Number(await text(child.stdout)) - beginUs);

    const wishUs = systemClock.monotonicUs();
    await using stage = await openStage(found.cgroups, toy.path, { cpuRequestPercent: 100 });
    const tool = await stage.prepare(stage.makeRequest(['tell-time']));
    const releasedUs = systemClock.monotonicUs();
    const { ending, diagnostics } = await tool.run(releasedUs, neverAborted, () => undefined);
    if (ending !== 'succeeded') throw new Error(`Cannot go on: a run ended as ${ending}: ${diagnostics}`);
    whole.push(Number(diagnostics) - wishUs);
    released.push(Number(diagnostics) - releasedUs);
  }
  await removeCgroups(instance);
  const [median, p99] = [toQuantile(0.5), toQuantile(0.99)];
  const unit = 'ms';
  return [
    { name: `plain spawn to main, median of ${rounds}`, value: median(plain), unit },
    { name: `plain spawn to main, p99 of ${rounds}`, value: p99(plain), unit },
    {
      name: 'run, from the wish to main, beyond that (at most 10): median',
      value: median(whole) - median(plain),
      unit,
      ratio: median(whole) / median(plain),
      beside: 'a plain spawn of the same executable',
    },
    {
      name: 'run, from the wish to main, beyond that: p99',
      value: p99(whole) - p99(plain),
      unit,
    },
    { name: 'prepared run, from its start instant to main, median', value: median(released), unit },
    { name: 'prepared run, from its start instant to main, p99', value: p99(released), unit },
  ];
}

/** Of microseconds, in milliseconds. */
function toQuantile(share: number): (values: readonly number[]) => number {
  return (values) => {
    const sorted = values.toSorted((a, b) => a - b);
    return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN) / 1_000;
  };
}
