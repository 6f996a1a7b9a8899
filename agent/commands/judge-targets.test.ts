import { expect, it } from 'vitest';
import type { ToolEnding } from '../execution/tool-request.ts';
import { judgeTargets, type TargetFacts } from './judge-targets.ts';

const end: ToolEnding = {
  ending: 'succeeded',
  reason: '',
  message: '',
  exitCode: 0,
  signal: '',
  startedMonotonicUs: 1,
  startedUnixUs: 2,
  endedUnixUs: 3,
  startedLate: false,
  usage: { cpuUs: 0, throttledUs: 0, memoryPeakBytes: 0, oomKills: 0, ioReadBytes: 0, ioWrittenBytes: 0 },
  diagnostics: '',
};
const gone: TargetFacts = { livingCount: 0, elapsedMs: 2_100, durationMs: 30_000 };
const failed: Partial<ToolEnding> = { ending: 'failed', reason: 'ToolFailed', message: 'It exited with 255' };
const stopped: Partial<ToolEnding> = { ending: 'stoppedEarly', reason: 'StopRequested', message: 'enough' };

it.each<[string, Partial<ToolEnding>, Partial<TargetFacts>, string]>([
  ['ended by itself when all targets had', {}, {}, 'targetGone'],
  ['failed when all targets had ended', failed, {}, 'targetGone'],
  ['ended by itself beside living targets', {}, { livingCount: 1 }, 'succeeded'],
  ['failed beside living targets', failed, { livingCount: 2 }, 'failed'],
  ['was stopped as planned', {}, { elapsedMs: 30_000 }, 'succeeded'],
  ['was stopped on request', stopped, {}, 'stoppedEarly'],
  ['saw the whole node', {}, { livingCount: undefined }, 'succeeded'],
])('a tool that %s', (_what, changes, facts, ending) => {
  expect(judgeTargets({ ...end, ...changes }, { ...gone, ...facts }).ending).toBe(ending);
});

it('says when, and what the tool itself had to say', () => {
  const said = 'Every process of the pods had ended 2s100ms after the start, before the 30s were over';
  expect(judgeTargets(end, gone)).toMatchObject({ reason: 'TargetGone', message: said });
  expect(judgeTargets({ ...end, ...failed }, gone).message).toBe(`${said}: It exited with 255`);
});
