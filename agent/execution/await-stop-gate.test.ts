import { expect, test, vi } from 'vitest';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { awaitStopGate } from './await-stop-gate.ts';

const gate = { line: /x/, afterMs: 2_000, atMostMs: 10_000 };
const never = new Promise<never>(() => undefined);

/** A tool that is to stop now, and what became of the wait for it. */
function openCase() {
  const clock = new ManualClock();
  const exit = Promise.withResolvers<string>();
  const line = Promise.withResolvers<number>();
  let end: string | undefined;
  const world = { exit: exit.promise, lineAtUs: line.promise, clock };
  void awaitStopGate(gate, world).then((how) => {
    end = how;
  });
  return { clock, exit, line, readEnd: () => end };
}

test('a tool that says nothing of it may be stopped at once', async () => {
  const clock = new ManualClock();
  expect(await awaitStopGate(undefined, { exit: never, lineAtUs: never, clock })).toBe('open');
  expect(clock.sleeping).toBe(0);
});

test('a tool that said the line long ago may be stopped at once', async () => {
  const { clock, line, readEnd } = openCase();
  line.resolve(clock.monotonicUs() - 2_000_000);
  await vi.waitFor(() => expect(clock.sleeping).toBe(2));
  clock.advance(0);
  await vi.waitFor(() => expect(readEnd()).toBe('open'));
  expect(clock.sleeping).toBe(0);
});

test('a tool that says the line later has its time from then on', async () => {
  const { clock, line, readEnd } = openCase();
  await vi.waitFor(() => expect(clock.sleeping).toBe(1));
  clock.advance(5_000);
  line.resolve(clock.monotonicUs());
  await vi.waitFor(() => expect(clock.sleeping).toBe(2));
  clock.advance(1_999);
  await Promise.resolve();
  expect(readEnd()).toBeUndefined();
  clock.advance(1);
  await vi.waitFor(() => expect(readEnd()).toBe('open'));
});

test('a tool that never says it is stopped nevertheless', async () => {
  const { clock, readEnd } = openCase();
  await vi.waitFor(() => expect(clock.sleeping).toBe(1));
  clock.advance(10_000);
  await vi.waitFor(() => expect(readEnd()).toBe('late'));
});

test('a tool that has ended is not waited for', async () => {
  const { clock, exit, readEnd } = openCase();
  exit.resolve('gone');
  await vi.waitFor(() => expect(readEnd()).toBe('exited'));
  expect(clock.sleeping).toBe(0);
});
