import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import type { Cgroups } from '../../shared/cgroup/cgroup.ts';
import { detectCgroups } from '../../shared/cgroup/detect.ts';
import { PodStage } from '../../test/builders/pod-stage.ts';
import { executionDeps, neverAborted, openStage, removeCgroups } from '../../test/builders/tool-stage.ts';
import { runFollowUp } from './run-follow-up.ts';

// These tests need root, cgroups, cc and perf; they fail where one of them is missing.
const instance = `pod-symbols-${process.pid}`;
const capabilities = defaultConfigs.get('perf')?.securityContext.capabilities.add ?? [];
let cgroups: Cgroups;

beforeAll(async () => {
  const found = await detectCgroups({ instance });
  if (found.kind === 'unusable') throw new Error(found.message);
  cgroups = found.cgroups;
});

afterAll(async () => {
  await removeCgroups(instance);
});

/** The text of a process whose executable exists in its own mount namespace alone. */
async function profile(given: readonly string[], isGone: boolean): Promise<string> {
  await using pods = await PodStage.make();
  await using stage = await openStage(cgroups, '/usr/bin/perf', { memoryBytes: 512 << 20 });
  const pod = pods.makePod('web-0', ['app']);
  const busy = await pods.startBusy(pod, pod.containers[0]?.id ?? '', 'busy_in_pod');
  const args = ['record', '-e', 'cpu-clock', '-F', '999', '-p', String(busy.pid), '-o', 'perf.data'];
  expect((await stage.run(args, { durationMs: 700, capabilities: given })).ending).toBe('succeeded');
  if (isGone) await busy.end();
  const file = join(stage.directory, 'script.txt');
  const script = stage.makeRequest(['script', '-i', 'perf.data'], { capabilities: given });
  const stdoutTo = createWriteStream(file);
  const result = await runFollowUp({ ...script, stdoutTo, timeoutMs: 20_000 }, executionDeps, neverAborted);
  expect(result.kind).toBe('finished');
  return await readFile(file, 'utf8');
}

test.each([
  ['alive', false],
  ['gone', true],
])(
  'functions of a pod that is %s have their names, by the rights of the default config',
  async (_, isGone) => {
    expect(await profile(capabilities, isGone)).toContain('busy_in_pod');
  },
);

test('without the right to enter its mount namespace they have none', async () => {
  const fewer = capabilities.filter((name) => name !== 'SYS_ADMIN' && name !== 'SYS_CHROOT');
  const text = await profile(fewer, false);
  expect(text).toContain('[unknown]');
  expect(text).not.toContain('busy_in_pod');
});
