import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cgroups } from '../../shared/cgroup/cgroup.ts';
import { detectCgroups } from '../../shared/cgroup/detect.ts';
import { expectNothingLeft } from '../../test/builders/nothing-left.ts';
import { openStage, removeCgroups } from '../../test/builders/tool-stage.ts';
import { compileToyTool, type ToyTool } from '../../test/builders/toy-tool.ts';

// These tests need root, cgroups and cc; they fail where one of them is missing.
const instance = `stop-tool-${process.pid}`;
let cgroups: Cgroups;
let toy: ToyTool;
expectNothingLeft(instance, () => toy.path);

beforeAll(async () => {
  const found = await detectCgroups({ instance });
  if (found.kind === 'unusable') throw new Error(found.message);
  cgroups = found.cgroups;
  toy = await compileToyTool();
});

afterAll(async () => {
  await removeCgroups(instance);
  await toy[Symbol.asyncDispose]();
});

test.each([
  [true, { ending: 'succeeded', reason: '' }],
  [false, { ending: 'timedOut', reason: 'GraceExceeded' }],
])('a tool that waits for what it started ends where that is told to: %s', async (toItsChildren, how) => {
  await using stage = await openStage(cgroups, toy.path);
  const stop = { signal: 'SIGTERM', toItsChildren, graceMs: toItsChildren ? 5_000 : 100 } as const;
  expect(await stage.run(['wait-for-child'], { durationMs: 200, stop })).toMatchObject(how);
});

test('a tool that starts nothing is told itself, whatever the rule for what it starts', async () => {
  await using stage = await openStage(cgroups, toy.path);
  const stop = { signal: 'SIGTERM', toItsChildren: true, graceMs: 5_000 } as const;
  const ending = await stage.run([], { durationMs: 200, stop });
  expect(ending).toMatchObject({ ending: 'succeeded', signal: 'SIGTERM' });
});
