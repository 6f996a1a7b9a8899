import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { neverAborted, openStage } from '../../test/builders/tool-stage.ts';
import { openToyHost } from '../../test/builders/toy-host.ts';
import { readNodePressure } from '../targets/node-pressure.ts';
import { PressureGuard } from './pressure-guard.ts';

// These tests need root, cgroups and cc; they fail where one of them is missing.
const instance = `run-guards-${process.pid}`;
const host = openToyHost(instance);

test('a tool that takes too much of a core is stopped, with what it took', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const overhead = { percent: 2, settleMs: 100, windowMs: 500 };
  const ending = await stage.run(['spin'], { guards: { overhead }, durationMs: 120_000 });
  expect(ending).toMatchObject({ ending: 'overhead', reason: 'OverheadLimit', cause: 'overhead' });
  expect(ending.message).toMatch(/the tool took [0-9.]+ % of a core .* allows 2 %/);
  expect(ending.usage.cpuUs).toBeGreaterThan(10_000);
});

test('a tool that takes little is let go on to its planned end', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const overhead = { percent: 2, settleMs: 100, windowMs: 500 };
  const ending = await stage.run(['wait'], { guards: { overhead }, durationMs: 1_500 });
  expect(ending).toMatchObject({ ending: 'succeeded', cause: 'planned' });
});

test('a tool is stopped once the pressure on its node has risen too far', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const some = (avg10: number): string => `some avg10=${avg10}.00 avg60=0.00 avg300=0.00 total=1\n`;
  const tell = async (cpu: number): Promise<void> => {
    for (const name of ['cpu', 'memory', 'io'])
      await writeFile(join(stage.directory, name), some(name === 'cpu' ? cpu : 0));
  };
  await tell(60);
  const read = () => readNodePressure(stage.directory);
  const pressure = new PressureGuard({ cpu: 20, memory: 0, io: 0 }, read, 0);
  expect(await pressure.begin()).toBeUndefined();
  const tool = await stage.prepare(
    stage.makeRequest(['wait'], { guards: { pressure }, durationMs: 120_000 }),
  );
  const running = tool.run(0, neverAborted, () => undefined);
  await tell(95);
  expect(await running).toMatchObject({
    ending: 'overhead',
    reason: 'PressureLimit',
    cause: 'pressure',
    signal: 'SIGTERM',
    message: expect.stringContaining('cpu pressure on the node rose from 60 % before the start to 95 %'),
  });
});
