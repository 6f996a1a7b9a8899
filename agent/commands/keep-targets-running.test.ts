import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished, vi } from 'vitest';
import { silentLog } from '../../shared/log.ts';
import { parseProcessStat } from '../targets/parse-process-stat.ts';
import { keepTargetsRunning } from './keep-targets-running.ts';

/** A process that sleeps until the end of the test. */
function startTarget() {
  const child = spawn('/bin/sleep', ['600'], { stdio: 'ignore' });
  onTestFinished(async () => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  });
  const { pid = 0 } = child;
  const read = () => parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return {
    process: { pid, startTicks: read()?.startTicks ?? 0 },
    isStopped: () => read()?.isStopped,
    stop: async () => {
      child.kill('SIGSTOP');
      await vi.waitFor(() => expect(read()?.isStopped).toBe(true));
    },
  };
}

it('lets go on what a tool stopped, and leaves what stood still before', async () => {
  const [before, meanwhile, never] = [startTarget(), startTarget(), startTarget()];
  const targets = [before, meanwhile, never];
  await before.stop();
  {
    using _kept = keepTargetsRunning(
      targets.map((target) => target.process),
      silentLog,
    );
    await meanwhile.stop();
  }
  await vi.waitFor(() => expect(targets.map((target) => target.isStopped())).toEqual([true, false, false]));
});

it('does not touch a process that has the pid of a target now', async () => {
  const stranger = startTarget();
  {
    using _kept = keepTargetsRunning([{ ...stranger.process, startTicks: 1 }], silentLog);
    await stranger.stop();
  }
  expect(stranger.isStopped()).toBe(true);
});
