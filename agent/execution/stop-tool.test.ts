import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileStandInAperf, findWorkingIn } from '../../test/builders/aperfs.ts';
import { expectNothingLeft } from '../../test/builders/nothing-left.ts';
import { openStage } from '../../test/builders/tool-stage.ts';
import { openToyHost } from '../../test/builders/toy-host.ts';

// These tests need root, cgroups and cc; they fail where one of them is missing.
const instance = `stop-tool-${process.pid}`;
const host = openToyHost(instance);
expectNothingLeft(instance, () => host.toy.path);

test.each([
  [true, { ending: 'succeeded', reason: '' }],
  [false, { ending: 'timedOut', reason: 'GraceExceeded' }],
])('a tool that waits for what it started ends where that is told to: %s', async (toItsChildren, how) => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const stop = { signal: 'SIGTERM', toItsChildren, graceMs: toItsChildren ? 5_000 : 100 } as const;
  expect(await stage.run(['wait-for-child'], { durationMs: 200, stop })).toMatchObject(how);
});

test('a tool that misses the first signal ends by a further one where it is to be sent again', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const stop = { signal: 'SIGTERM', againAfterMs: 50, graceMs: 10_000 } as const;
  const ending = await stage.run(['miss-one-sigterm'], { durationMs: 300, stop });
  expect(ending).toMatchObject({ ending: 'succeeded', signal: 'SIGTERM' });
});

test('a tool that starts nothing is told itself, whatever the rule for what it starts', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const stop = { signal: 'SIGTERM', toItsChildren: true, graceMs: 5_000 } as const;
  const ending = await stage.run([], { durationMs: 200, stop });
  expect(ending).toMatchObject({ ending: 'succeeded', signal: 'SIGTERM' });
});

const recordArgs = ['record', '-r', 'aperf', '-i', '1', '-p', '60', '--profile', '-t', '.'];
const gate = { sign: { line: /Collecting data\.\.\./ }, afterMs: 100, atMostMs: 10_000 };

test('a tool that is done for by a signal too early gets it later', async () => {
  await using aperf = await compileStandInAperf();
  await using stage = await openStage(host.cgroups, aperf.path);
  const stop = { signal: 'SIGINT', graceMs: 20_000 } as const;
  const early = await stage.run(recordArgs, { durationMs: 100, stop });
  expect(early).toMatchObject({ signal: 'SIGINT' });
  expect(await readdir(stage.directory)).not.toContain('aperf.tar.gz');
  await using other = await openStage(host.cgroups, aperf.path);
  const gated = await other.run(recordArgs, { durationMs: 100, stop: { ...stop, notBefore: gate } });
  expect(gated).toMatchObject({ ending: 'succeeded', signal: '', exitCode: 0 });
  expect(await readdir(other.directory)).toContain('aperf.tar.gz');
});

test('a tool that never says that it may be stopped is stopped all the same', async () => {
  await using aperf = await compileStandInAperf(['silent']);
  await using stage = await openStage(host.cgroups, aperf.path);
  const notBefore = { ...gate, atMostMs: 2_000 };
  const stop = { signal: 'SIGINT', notBefore, graceMs: 20_000 } as const;
  expect(await stage.run(recordArgs, { durationMs: 100, stop })).toMatchObject({ ending: 'succeeded' });
  expect(await readdir(stage.directory)).toContain('aperf.tar.gz');
});

test('a tool that is not done within its grace is killed with what it started', async () => {
  await using aperf = await compileStandInAperf(['hangs']);
  await using stage = await openStage(host.cgroups, aperf.path);
  const stop = { signal: 'SIGINT', notBefore: gate, graceMs: 1_500 } as const;
  const ending = await stage.run(recordArgs, { durationMs: 100, stop });
  expect(ending).toMatchObject({ ending: 'timedOut', reason: 'GraceExceeded', signal: 'SIGKILL' });
  expect(await findWorkingIn(stage.directory)).toEqual([]);
  expect(await readdir(join(stage.directory, 'aperf'))).not.toContain('metadata.json');
  expect(await readdir(stage.directory)).not.toContain('aperf.tar.gz');
});
