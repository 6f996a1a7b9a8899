import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { parseProcessStat } from '../targets/parse-process-stat.ts';
import { untilTargetsGone } from './watch-targets.ts';

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await exited;
}

function startTarget() {
  const child = spawn('/bin/sleep', ['600'], { stdio: 'ignore' });
  onTestFinished(() => end(child));
  const { pid = 0 } = child;
  const startTicks = parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.startTicks ?? 0;
  return { process: { pid, startTicks }, end: () => end(child) };
}

type Target = ReturnType<typeof startTarget>;

/** Watches these, and what it comes to. */
function watch(processes: readonly Target[], patienceMs: number, others: Target[] = []) {
  const clock = new ManualClock();
  const over = new AbortController();
  const targets = {
    processes: processes.map((target) => target.process),
    findOthers: async () => others.splice(0).map((target) => target.process),
    patienceMs,
  };
  let answer: boolean | undefined;
  const watching = untilTargetsGone(targets, clock, over.signal).then((isGone) => {
    answer = isGone;
  });
  const pass = async (ms: number): Promise<void> => {
    await vi.waitFor(() => expect(clock.sleeping).toBe(1));
    clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { pass, read: () => answer, over, watching };
}

it('waits for the last of them, and then as long as a tool may take to notice it', async () => {
  const [first, last] = [startTarget(), startTarget()];
  const { pass, read, watching } = watch([first, last], 10_000);
  await pass(1_000);
  await first.end();
  await pass(1_000);
  await pass(1_000);
  await last.end();
  await pass(1_000);
  await pass(9_999);
  expect(read()).toBeUndefined();
  await pass(1);
  await watching;
  expect(read()).toBe(true);
});

it('ends with the run, whoever is left', async () => {
  const { pass, read, over, watching } = watch([startTarget()], 0);
  await pass(1_000);
  over.abort();
  await watching;
  expect(read()).toBe(false);
});

it('takes a process that has the pid of a target now for none of them', async () => {
  const stranger = startTarget();
  const target = { ...stranger, process: { ...stranger.process, startTicks: 1 } };
  const { pass, read, watching } = watch([target], 0);
  await pass(0);
  await watching;
  expect(read()).toBe(true);
});

it('waits for those that came in their place as well', async () => {
  const [first, second] = [startTarget(), startTarget()];
  const { pass, read, watching } = watch([first], 0, [second]);
  await pass(1_000);
  await first.end();
  await pass(1_000);
  await pass(1_000);
  expect(read()).toBeUndefined();
  await second.end();
  await pass(1_000);
  await pass(0);
  await watching;
  expect(read()).toBe(true);
});
