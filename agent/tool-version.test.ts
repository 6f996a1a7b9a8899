import { afterEach, beforeEach, expect, it } from 'vitest';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { buildCommand, buildSnapshotCommand } from '../test/builders/command.ts';

let stage: AgentStage;
beforeEach(async () => {
  stage = await AgentStage.make();
});
afterEach(() => stage[Symbol.asyncDispose]());

it.each([
  [
    '>=99',
    'VersionNotAllowed',
    /^Cannot start tool "perf": the version of ".*perf.*" [0-9.]+ is not within ">=99": install one/,
  ],
  // No config says that.
  ['newest', 'RulesNotHeld', /no PowerToolConfig of digest "[0-9a-f]{64}" is held here/],
])('runs no executable whose version is not within %s', async (versionRange, reason, why) => {
  await stage.startAgent();
  const command = buildCommand({ nodeUid: stage.nodeUid, versionRange });
  stage.coordinator.send({ kind: 'prepare', command });
  expect(await stage.untilOutcome(command)).toMatchObject({
    ending: 'refused',
    reason,
    message: expect.stringMatching(why),
  });
});

it('runs an executable whose version is within the range', async () => {
  await stage.startAgent();
  const command = buildCommand({ nodeUid: stage.nodeUid, versionRange: '>=3 <99' });
  await stage.prepare(command);
  stage.commit(command);
  expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'succeeded' });
});

it('refuses a version of what is its own', async () => {
  await stage.startAgent();
  const command = buildSnapshotCommand({ nodeUid: stage.nodeUid, versionRange: '>=1' });
  stage.coordinator.send({ kind: 'prepare', command });
  expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'refused', reason: 'CommandRefused' });
});
