import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished, vi } from 'vitest';
import { silentLog } from '../../shared/log.ts';
import { compileToyTool } from '../../test/builders/toy-tool.ts';
import { parseProcessStat } from '../targets/parse-process-stat.ts';
import { keepTargetsRunning } from './keep-targets-running.ts';

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await exited;
}

/** A process that sleeps until the end of the test. */
function startTarget() {
  const child = spawn('/bin/sleep', ['600'], { stdio: 'ignore' });
  onTestFinished(() => end(child));
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

// Needs gdb, which scripts/install-test-tools installs.
it('lets go on what gdb was killed at while it attached', async () => {
  await using toy = await compileToyTool();
  const target = spawn(toy.path, ['vfork'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const { pid = 0 } = target;
  const statusOf = () => readFileSync(`/proc/${pid}/status`, 'utf8');
  await vi.waitFor(() => expect(statusOf()).toMatch(/^State:\tD/m));
  const startTicks = parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.startTicks ?? 0;
  let said = '';
  target.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  {
    using _kept = keepTargetsRunning([{ pid, startTicks }], silentLog);
    const env = { PYTHONDONTWRITEBYTECODE: '1' };
    const gdb = spawn('/usr/bin/gdb', ['-nx', '-batch', '-p', String(pid)], { stdio: 'ignore', env });
    await vi.waitFor(() => expect(statusOf()).toMatch(/^SigPnd:\t[0-9a-f]{11}4/m), { timeout: 10_000 });
    await end(gdb);
  }
  target.stdin.write('x');
  await vi.waitFor(() => expect(said).toBe('went on\n'));
  await end(target);
});
