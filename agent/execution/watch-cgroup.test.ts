import { readFile, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../shared/runtime/clock.ts';
import { neverAborted, openStage } from '../../test/builders/tool-stage.ts';
import { openToyHost } from '../../test/builders/toy-host.ts';
import { findProcesses } from '../../test/builders/toy-tool.ts';

// These tests need root, cgroups and cc; they fail where one of them is missing.
const instance = `watch-cgroup-${process.pid}`;
const host = openToyHost(instance);

/** Takes the processes out of the cgroup of `procs`, to the next one above that may hold some, and removes it. */
async function removeUnder(procs: string): Promise<void> {
  const directory = dirname(procs);
  for (const pid of (await readFile(procs, 'utf8')).trim().split('\n')) await moveUp(dirname(directory), pid);
  await rmdir(directory);
}

async function moveUp(directory: string, pid: string): Promise<void> {
  try {
    await writeFile(join(directory, 'cgroup.procs'), pid);
  } catch {
    await moveUp(dirname(directory), pid);
  }
}

test('a tool whose cgroup somebody removes is stopped, and its limits are not vouched for', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const tool = await stage.prepare(stage.makeRequest(['wait'], { durationMs: 25_000 }));
  const running = tool.run(systemClock.monotonicUs(), neverAborted, () => undefined);
  await expect.poll(() => findProcesses(host.toy.path), { timeout: 10_000 }).toHaveLength(1);
  for (const procs of stage.cgroup.joinFiles) await removeUnder(procs);
  expect(await running).toMatchObject({
    ending: 'failed',
    reason: 'CgroupFailed',
    message: expect.stringContaining(
      `its cgroup "${stage.cgroup.applied.cgroup}" was removed by somebody else`,
    ) as unknown,
    usage: { cpuUs: 0, memoryPeakBytes: 0, oomKills: 0 },
  });
  expect(await findProcesses(host.toy.path)).toStrictEqual([]);
});
