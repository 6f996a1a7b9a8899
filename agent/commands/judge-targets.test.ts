import { expect, it } from 'vitest';
import { buildToolEnding } from '../../test/builders/tool-ending.ts';
import type { ToolEnding } from '../execution/tool-request.ts';
import { judgeTargets, type TargetFacts, targetsGone } from './judge-targets.ts';

const gone: TargetFacts = { sort: 'processes', livingCount: 0, elapsedMs: 2_100, durationMs: 30_000 };
const failed: Partial<ToolEnding> = { ending: 'failed', reason: 'ToolFailed', message: 'It exited with 255' };
const stoppedForThem: Partial<ToolEnding> = { ending: 'stoppedEarly', ...targetsGone };
const network: Partial<TargetFacts> = { sort: 'network' };
const stopped: Partial<ToolEnding> = { ending: 'stoppedEarly', reason: 'StopRequested', message: 'enough' };

it.each<[string, Partial<ToolEnding>, Partial<TargetFacts>, string]>([
  ['ended by itself when all targets had', {}, {}, 'targetGone'],
  ['failed when all targets had ended', failed, {}, 'targetGone'],
  ['ended by itself beside living targets', {}, { livingCount: 1 }, 'succeeded'],
  ['failed beside living targets', failed, { livingCount: 2 }, 'failed'],
  ['was stopped as planned', { cause: 'planned' }, { elapsedMs: 30_000 }, 'succeeded'],
  ['was stopped first and failed then', { ...failed, cause: 'stop' }, {}, 'failed'],
  ['was stopped on request', stopped, {}, 'stoppedEarly'],
  ['was stopped since no target was left', stoppedForThem, {}, 'targetGone'],
  ['was not started since no target was left', { ...stoppedForThem, ending: 'cancelled' }, {}, 'targetGone'],
  ['was done with a network before its processes ended', {}, network, 'succeeded'],
  ['failed in a network without processes', failed, network, 'targetGone'],
  ['failed in a network with processes', failed, { ...network, livingCount: 1 }, 'failed'],
  ['saw the whole node', {}, { livingCount: undefined }, 'succeeded'],
])('a tool that %s', (_what, changes, facts, ending) => {
  expect(judgeTargets(buildToolEnding(changes), { ...gone, ...facts }).ending).toBe(ending);
});

it('says when, and what the tool itself had to say', () => {
  const said = 'Every process of the pods had ended 2s100ms after the start, before the 30s were over';
  expect(judgeTargets(buildToolEnding(), gone)).toMatchObject({
    reason: 'TargetGone',
    message: said,
    cause: 'targetGone',
  });
  expect(judgeTargets(buildToolEnding(failed), gone).message).toBe(`${said}: It exited with 255`);
  expect(judgeTargets(buildToolEnding(stoppedForThem), gone).message).toBe(said);
  const unstarted = buildToolEnding({ ...stoppedForThem, startedMonotonicUs: 0 });
  expect(judgeTargets(unstarted, gone).message).toContain('had ended before the start, before the 30s');
});
