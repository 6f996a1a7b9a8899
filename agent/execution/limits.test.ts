import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../shared/runtime/clock.ts';
import { expectNothingLeft } from '../../test/builders/nothing-left.ts';
import { neverAborted, openStage, type ToolStage } from '../../test/builders/tool-stage.ts';
import { openToyHost } from '../../test/builders/toy-host.ts';
import { compileToyTool, findProcesses } from '../../test/builders/toy-tool.ts';
import type { ToolEnding } from './tool-request.ts';

// These tests need root, cgroups and cc; they fail where one of them is missing.
const megabyte = 1 << 20;
const instance = `limits-${process.pid}`;
const host = openToyHost(instance);
expectNothingLeft(instance, () => host.toy.path);

/** Resident bytes of a process. */
async function readResidentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+([0-9]+) kB$/m.exec(status)?.[1]) * 1_024;
}

/** A process beside the agent that holds twice the memory that a run may have. */
async function startWitness(): Promise<AsyncDisposable & { readonly pid: number; isAlive(): boolean }> {
  const own = await compileToyTool();
  const child = spawn(own.path, ['hold', '128'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  return {
    pid: child.pid ?? 0,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
      await own[Symbol.asyncDispose]();
    },
  };
}

describe('a memory hog', () => {
  test.each(['hog', 'hog-in-child'])(
    '%s is killed inside its own cgroup alone, and counted',
    async (what) => {
      await using witness = await startWitness();
      await using stage = await openStage(host.cgroups, host.toy.path);
      const ending = await stage.run([what]);
      expect(ending).toMatchObject({ ending: 'memoryLimit', reason: 'MemoryLimit' });
      expect(ending.usage.oomKills).toBeGreaterThan(0);
      expect(ending.message).toContain(`killed ${ending.usage.oomKills} processes`);
      expect(ending.message).toContain(`${64 * megabyte} bytes`);
      expect(ending.usage.memoryPeakBytes).toBeGreaterThan(60 * megabyte);
      expect(ending.usage.memoryPeakBytes).toBeLessThanOrEqual(64 * megabyte);
      expect(witness.isAlive()).toBe(true);
      expect(await readResidentBytes(witness.pid)).toBeGreaterThan(128 * megabyte);
    },
  );
});

test('a cpu hog of two processes stays within 5 % of its quota over 10 s', async () => {
  // So much weight that it gets its quota on a busy machine as well.
  await using stage = await openStage(host.cgroups, host.toy.path, {
    cpuPercent: 20,
    cpuRequestPercent: 1_000,
  });
  const tool = await stage.prepare(stage.makeRequest(['spin'], { durationMs: 60_000 }));
  const stop = new AbortController();
  const running = tool.run(0, stop.signal, () => undefined);
  const shares: number[] = [];
  let before = await readCpu(stage, 0);
  // What else runs here may take from it for a while, and may not give to it.
  while (shares.length < 3 && (shares.at(-1) ?? 0) <= 0.2 * 0.95) {
    const after = await readCpu(stage, before.atUs + 10_000_000);
    shares.push((after.usedUs - before.usedUs) / (after.atUs - before.atUs));
    before = after;
  }
  stop.abort();
  expect(await running).toMatchObject({ ending: 'stoppedEarly' });
  expect(shares.at(-1)).toBeGreaterThan(0.2 * 0.95);
  expect(Math.max(...shares)).toBeLessThan(0.2 * 1.05);
  expect((await running).usage.throttledUs).toBeGreaterThan(0);
});

/** What the run has used once the hog is at work and the instant has come, and when that was. */
async function readCpu(stage: ToolStage, notBeforeUs: number): Promise<{ usedUs: number; atUs: number }> {
  await systemClock.sleep(Math.max(0, notBeforeUs - systemClock.monotonicUs()) / 1_000, neverAborted);
  for (;;) {
    const [usedUs, atUs] = [(await stage.cgroup.readUsage()).cpuUs, systemClock.monotonicUs()];
    if (usedUs > 50_000) return { usedUs, atUs };
  }
}

describe('a fork bomb', () => {
  test('that gives up at its limit of processes is told from a tool that failed', async () => {
    await using stage = await openStage(host.cgroups, host.toy.path);
    const ending = await stage.run(['fork-until-refused']);
    expect(ending).toMatchObject({ ending: 'pidsLimit', reason: 'PidsLimit', exitCode: 3 });
    expect(ending.message).toContain('limit of 64 processes');
  });

  test('that never gives up is held at its limit, told, and gone with all that it started', async () => {
    await using stage = await openStage(host.cgroups, host.toy.path, { cpuPercent: 20 });
    const counts: number[] = [];
    const tool = await stage.prepare(stage.makeRequest(['fork-without-end'], { durationMs: 1_500 }));
    const running = tool.run(0, neverAborted, () => undefined);
    const isOver = running.then(() => true);
    const soon = (): Promise<false> => systemClock.sleep(20, neverAborted).then(() => false);
    do counts.push((await findProcesses(host.toy.path)).length);
    while (!(await Promise.race([isOver, soon()])));
    expect(Math.max(...counts)).toBeGreaterThan(32);
    expect(Math.max(...counts)).toBeLessThanOrEqual(64);
    expect(await running).toMatchObject({ ending: 'pidsLimit', reason: 'PidsLimit' });
  });
});

test.each(['daemonise', 'daemonise-and-stay'])(
  'what a tool starts as a daemon (%s) is gone before its end is told',
  async (what) => {
    await using stage = await openStage(host.cgroups, host.toy.path);
    const tool = await stage.prepare(stage.makeRequest([what], { durationMs: 500 }));
    const running = tool.run(0, neverAborted, () => undefined);
    const left = running.then(() => findProcesses(host.toy.path));
    expect(await running).toMatchObject({ ending: 'succeeded' });
    expect(await left).toEqual([]);
  },
);

test('of 200 runs of a tool that forks daemons no process escapes', async () => {
  const endings: ToolEnding['ending'][] = [];
  const queue = Array.from({ length: 200 }, (_, index) => index);
  const work = async (): Promise<void> => {
    while (queue.pop() !== undefined) {
      await using stage = await openStage(host.cgroups, host.toy.path);
      const { ending } = await stage.run(['fork']);
      expect(await stage.cgroup.isPopulated()).toBe(false);
      endings.push(ending);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  expect(endings).toEqual(Array.from({ length: 200 }, () => 'succeeded'));
  expect(await findProcesses(host.toy.path)).toEqual([]);
}, 60_000);
