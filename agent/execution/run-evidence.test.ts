import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../shared/runtime/clock.ts';
import { executionDeps, neverAborted, openStage } from '../../test/builders/tool-stage.ts';
import { openToyHost } from '../../test/builders/toy-host.ts';
import { SteppedClock } from '../../test/fakes/stepped-clock.ts';
import { prepareTool } from './prepare-tool.ts';

// These tests need root, cgroups and cc; they fail where one of them is missing.
const instance = `run-evidence-${process.pid}`;
const host = openToyHost(instance);

test('a run ends by the monotonic clock, however the wall clock is set meanwhile', async () => {
  for (const stepUs of [-3_600_000_000, 3_600_000_000]) {
    await using stage = await openStage(host.cgroups, host.toy.path);
    const clock = new SteppedClock();
    const request = stage.makeRequest(['ignore-sigterm'], {
      durationMs: 600,
      stop: { signal: 'SIGTERM', graceMs: 300 },
    });
    const prepared = await prepareTool(request, { ...executionDeps, clock }, neverAborted);
    if (prepared.kind === 'failed') throw new Error(prepared.message);
    const begin = systemClock.monotonicUs();
    const ending = await prepared.tool.run(begin + 200_000, neverAborted, () => {
      clock.step(stepUs);
    });
    const tookMs = (systemClock.monotonicUs() - begin) / 1_000;
    expect(ending).toMatchObject({ ending: 'timedOut', cause: 'planned', startedLate: false });
    expect(tookMs).toBeGreaterThan(1_090);
    expect(Math.abs(ending.endedUnixUs - ending.startedUnixUs)).toBeGreaterThan(1_000_000_000);
  }
});

test('an ending says what it wrote and how long it took to stop', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const ending = await stage.run(['write-file', 'out'], { durationMs: 300, outputFiles: ['out'] });
  const { size } = await stat(join(stage.directory, 'out'));
  expect(ending).toMatchObject({ ending: 'succeeded', cause: 'planned', outputBytes: size });
  expect(ending.stopMs).toBeGreaterThan(0);
  const own = await stage.run(['exit', '0']);
  expect(own).toMatchObject({ ending: 'succeeded', cause: 'exit', stopMs: 0 });
  const killed = await stage.run(['ignore-sigterm'], {
    durationMs: 100,
    stop: { signal: 'SIGTERM', graceMs: 250 },
  });
  expect(killed.stopMs).toBeGreaterThanOrEqual(250);
});
