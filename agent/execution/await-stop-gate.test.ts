import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { awaitSign, awaitStopGate } from './await-stop-gate.ts';

const gate = { sign: { line: /x/ }, afterMs: 2_000, atMostMs: 10_000 };
const never = new Promise<never>(() => undefined);

/** A tool that is to stop now, and what became of the wait for it. */
function openCase() {
  const clock = new ManualClock();
  const exit = Promise.withResolvers<string>();
  const line = Promise.withResolvers<number>();
  let end: string | undefined;
  const world = { exit: exit.promise, signAtUs: line.promise, clock };
  void awaitStopGate(gate, world).then((how) => {
    end = how;
  });
  return { clock, exit, line, readEnd: () => end };
}

test('a tool that says nothing of it may be stopped at once', async () => {
  const clock = new ManualClock();
  expect(await awaitStopGate(undefined, { exit: never, signAtUs: never, clock })).toBe('open');
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

test('a file is a sign once there is something in it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'toe-gate-'));
  const clock = new ManualClock();
  const stop = { signal: 'SIGINT', graceMs: 0, notBefore: { ...gate, sign: { file: 'out' } } } as const;
  const over = new AbortController();
  let atUs: number | undefined;
  const waiting = awaitSign({ request: { directory, stop }, lineFound: never, clock }, over.signal);
  void waiting.then((us) => {
    atUs = us;
  });
  await vi.waitFor(() => expect(clock.sleeping).toBe(1));
  await writeFile(join(directory, 'out'), '');
  clock.advance(100);
  await vi.waitFor(() => expect(clock.sleeping).toBe(1));
  expect(atUs).toBeUndefined();
  await writeFile(join(directory, 'out'), 'x');
  clock.advance(100);
  expect(await waiting).toBe(clock.monotonicUs());
  await rm(directory, { recursive: true });
});

test('a sign that never comes is not waited for once the run is over', async () => {
  const over = new AbortController();
  const clock = new ManualClock();
  const request = { directory: '/', stop: { signal: 'SIGINT', graceMs: 0, notBefore: gate } } as const;
  const waiting = awaitSign({ request, lineFound: never, clock }, over.signal);
  over.abort();
  expect(await waiting).toBeUndefined();
});
