import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import { aRun } from '../../test/builders/run.ts';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { finishRuns } from './finish-runs.ts';
import { KnownRuns } from './known-runs.ts';
import type { NodeState } from './node-state.ts';
import type { Run } from './run.ts';

const { signal } = new AbortController();
let run: Run;
let clock: FakeClock;
let passes: string[];

beforeEach(() => {
  run = aRun(['a', 'b']);
  clock = new FakeClock();
  passes = [];
});

/** Finishes the run with its nodes in these states; `pass` is what each pass over it does. */
async function finish(
  states: readonly NodeState[],
  pass: () => number | undefined,
  until: AbortSignal = signal,
): Promise<void> {
  const runs = new KnownRuns();
  runs.add(run);
  const judge = () =>
    new Map(
      [...run.nodes.keys()].map((name, at) => [
        name,
        { state: states[at] ?? 'lost', reason: '', message: '' },
      ]),
    );
  const work = async (key: string): Promise<number | undefined> => {
    passes.push(key);
    return pass();
  };
  await finishRuns({ runs, judge, work, clock, log: pino({ level: 'silent' }) }, until);
}

it('passes over an ended run until its end is written, also where that has to wait', async () => {
  const before = clock.nowUs;
  await finish(['verified', 'failed'], () => {
    run.startsMore = false;
    if (passes.length < 3) return 400;
    run.isEndWritten = true;
    return undefined;
  });
  expect(passes).toEqual(['default/x', 'default/x', 'default/x']);
  expect(clock.nowUs - before).toBe(800_000);
});

it('leaves alone what still runs and what is over', async () => {
  await finish(['verified', 'running'], () => 400);
  run.isEndWritten = true;
  await finish(['verified', 'verified'], () => 400);
  expect(passes).toEqual([]);
});

it('leaves a node that is tried again to the next coordinator', async () => {
  await finish(['verified', 'failed'], () => 5_000);
  expect(passes).toHaveLength(1);
});

it('ends with the signal and with a pass that fails', async () => {
  const over = new AbortController();
  const goOn = (): number => {
    run.startsMore = false;
    if (passes.length === 2) over.abort();
    return 400;
  };
  await finish(['verified', 'verified'], goOn, over.signal);
  expect(passes).toHaveLength(2);
  await finish(['verified', 'verified'], () => {
    throw new Error('disk full');
  });
  expect(passes).toHaveLength(3);
});
