import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../shared/runtime/clock.ts';
import { expectNothingLeft } from '../../test/builders/nothing-left.ts';
import { executionDeps, neverAborted, openStage } from '../../test/builders/tool-stage.ts';
import { openToyHost } from '../../test/builders/toy-host.ts';
import { compileToyTool } from '../../test/builders/toy-tool.ts';
import { prepareTool } from './prepare-tool.ts';
import type { ToolProgress } from './tool-request.ts';

// These tests need root, cgroups, cc and perf; they fail where one of them is missing.
const megabyte = 1 << 20;
const instance = `run-tool-${process.pid}`;
const host = openToyHost(instance);
expectNothingLeft(instance, () => host.toy.path);

test('perf record ends by its planned stop with a file that perf can read', async () => {
  await using stage = await openStage(host.cgroups, '/usr/bin/perf');
  const progress: ToolProgress[] = [];
  const args = ['record', '-e', 'cpu-clock', '-F', '99', '-a', '-o', 'perf.data'];
  const tool = await stage.prepare(
    stage.makeRequest(args, {
      durationMs: 1_200,
      capabilities: ['PERFMON', 'SYS_PTRACE', 'SYSLOG'],
      outputFiles: ['perf.data'],
    }),
  );
  const startAt = systemClock.monotonicUs() + 50_000;
  const ending = await tool.run(startAt, neverAborted, (each) => progress.push(each));
  expect(ending).toMatchObject({ ending: 'succeeded', reason: '' });
  expect(ending.startedMonotonicUs).toBeGreaterThanOrEqual(startAt);
  expect(ending.usage.cpuUs).toBeGreaterThan(0);
  expect(progress.map(({ state }) => state)).toContain('running');
  const report = execFileSync(
    '/usr/bin/perf',
    ['report', '--stdio', '-i', join(stage.directory, 'perf.data')],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  expect(report.toString()).toContain('cpu-clock');
});

test('a tool that ignores the stop signal is killed after its grace', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const ending = await stage.run(['ignore-sigterm'], {
    durationMs: 200,
    stop: { signal: 'SIGTERM', graceMs: 100 },
  });
  expect(ending).toMatchObject({ ending: 'timedOut', reason: 'GraceExceeded', signal: 'SIGKILL' });
});

test('a tool that exits with an error fails with the end of what it said, made printable', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const ending = await stage.run(['exit', '7']);
  expect(ending).toMatchObject({
    ending: 'failed',
    reason: 'ToolFailed',
    exitCode: 7,
    message: 'Cannot complete the tool: it exited with 7: Leaving with 7',
    diagnostics: 'Leaving with 7',
  });
});

test('a tool that cannot be executed never started', async () => {
  await using broken = await compileToyTool(['-Wl,--dynamic-linker=/missing/loader']);
  await using stage = await openStage(host.cgroups, broken.path);
  const ending = await stage.run([]);
  expect(ending).toMatchObject({ ending: 'failed', reason: 'ExecFailed', startedMonotonicUs: 0 });
});

test('a run cancelled before its start never executes', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const stop = new AbortController();
  const tool = await stage.prepare(stage.makeRequest(['write-file', 'made']));
  const running = tool.run(systemClock.monotonicUs() + 60_000_000, stop.signal, () => undefined);
  stop.abort({ reason: 'AgentStopping', message: 'The agent stops' });
  expect(await running).toMatchObject({
    ending: 'cancelled',
    reason: 'AgentStopping',
    message: 'The agent stops',
    startedMonotonicUs: 0,
  });
  expect(await readdir(stage.directory)).toStrictEqual([]);
});

test('a run that is killed while it waits for its start has failed, and never started', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const tool = await stage.prepare(stage.makeRequest(['write-file', 'made']));
  const running = tool.run(systemClock.monotonicUs() + 60_000_000, neverAborted, () => undefined);
  await stage.cgroup.killAll();
  expect(await running).toMatchObject({ ending: 'failed', reason: 'ExecFailed', startedMonotonicUs: 0 });
  expect(await readdir(stage.directory)).toStrictEqual([]);
});

test('progress goes on while the tool is stopping', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const states: string[] = [];
  const slow = await stage.prepare(
    stage.makeRequest(['ignore-sigterm'], { durationMs: 100, stop: { signal: 'SIGTERM', graceMs: 1_500 } }),
  );
  const ending = await slow.run(0, neverAborted, ({ state }) => states.push(state));
  expect(ending.ending).toBe('timedOut');
  expect([states[0], states.at(-1)]).toStrictEqual(['running', 'stopping']);
});

test('a run stopped early says why and ends by the stop signal', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const stop = new AbortController();
  const tool = await stage.prepare(stage.makeRequest(['wait']));
  const ending = await tool.run(0, stop.signal, () =>
    stop.abort({ reason: 'StopRequested', message: 'Enough was seen' }),
  );
  expect(ending).toMatchObject({
    ending: 'stoppedEarly',
    reason: 'StopRequested',
    message: 'Enough was seen',
    signal: 'SIGTERM',
    startedLate: true,
  });
});

test('an abandoned tool never runs and leaves nothing', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const tool = await stage.prepare(stage.makeRequest(['write-file', 'made']));
  expect(await stage.cgroup.isPopulated()).toBe(true);
  await tool.abandon();
  expect(await readdir(stage.directory)).toStrictEqual([]);
});

test('preparing under an aborted signal leaves nothing', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const given = new AbortController();
  const preparing = prepareTool(stage.makeRequest(['wait']), executionDeps, given.signal);
  given.abort();
  expect(await preparing).toMatchObject({ kind: 'failed' });
});

test('a cgroup that cannot be joined fails the preparation', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const broken = { ...stage.cgroup, joinFiles: [join(stage.directory, 'missing', 'stage.cgroup.procs')] };
  const prepared = await prepareTool(
    stage.makeRequest(['wait'], { cgroup: broken }),
    executionDeps,
    neverAborted,
  );
  expect(prepared).toMatchObject({ kind: 'failed', reason: 'CgroupFailed' });
});

test('1 GB on stderr are drained without growing memory, and their end is kept', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const before = process.memoryUsage().rss;
  const ending = await stage.run(['shout']);
  expect(ending.ending).toBe('succeeded');
  expect(ending.diagnostics).toMatch(/x\nend of shouting$/);
  expect(ending.diagnostics.length).toBeLessThanOrEqual(4_096);
  expect(process.memoryUsage().rss - before).toBeLessThan(250 * megabyte);
});

test('a tool near its output cap is stopped before it reaches it', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const ending = await stage.run(['write-file', 'out'], { outputBytes: 2 * megabyte, outputFiles: ['out'] });
  expect(ending).toMatchObject({ ending: 'outputLimit', reason: 'OutputLimit', cause: 'outputLimit' });
  const { length } = await readFile(join(stage.directory, 'out'));
  expect(length).toBeGreaterThan(1.8 * megabyte);
  expect(length).toBeLessThanOrEqual(2.5 * megabyte);
});

test('a tool sees an empty environment, its directory, its arguments as they are and no rights', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const ending = await stage.run(['show', '$(id)', 'a b', '*', '--'], { environment: { TERM: 'dumb' } });
  const lines = ending.diagnostics.split('\n').toSorted();
  expect(lines).toStrictEqual(
    [
      'CapEff:\t0000000000000000',
      `HOME=${stage.directory}`,
      'LC_ALL=C',
      'NoNewPrivs:\t1',
      'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
      `PWD=${stage.directory}`,
      'TERM=dumb',
      `TMPDIR=${stage.directory}`,
      'arg $(id)',
      'arg *',
      'arg --',
      'arg a b',
      `cwd ${stage.directory}`,
      'fd 0',
      'fd 1',
      'fd 2',
      'fd 5',
    ].toSorted(),
  );
});
