import { describe, expect, it } from 'vitest';
import { anOutcome } from '../../test/builders/outcome.ts';
import { aRun } from '../../test/builders/run.ts';
import type { JudgedNode } from './node-state.ts';
import { type AttemptEnd, decideRetries, hasFailedForGood, type RetryDecision } from './retries.ts';
import { addWave, type Run } from './run.ts';

const failedUnixUs = 1_700_000_010_000_000;
const secondsLater = (seconds: number): number => failedUnixUs + seconds * 1_000_000;
const failed = (reason: string): JudgedNode => ({ state: 'failed', reason, message: '' });

function runOf(policy: object, more: object = {}): Run {
  const run = aRun(['a', 'b', 'c'], [], { failurePolicy: policy, ...more });
  for (const node of run.nodes.values())
    node.recorded = {
      outcome: anOutcome({ ending: 'failed' }),
      receivedUnixUs: failedUnixUs,
      start: undefined,
    };
  return run;
}

function decide(
  run: Run,
  judged: Readonly<Record<string, JudgedNode>>,
  nowUnixUs: number,
  end: AttemptEnd = 'ended',
): RetryDecision {
  return decideRetries(run, new Map(Object.entries(judged)), () => end, nowUnixUs);
}

const commandsOf = (decision: RetryDecision): readonly (readonly [string, number])[] =>
  decision.kind === 'retry' ? decision.commands.map(({ name, attempt }) => [name, attempt] as const) : [];

describe('decideRetries', () => {
  it('tries again what can pass, once its backoff is over, and nothing else', () => {
    const judged = {
      a: failed('ToolFailed'),
      b: failed('ArgumentRefused'),
      c: { state: 'verified', reason: '', message: '' } as const,
    };
    const run = runOf({ retries: 1, backoff: { initial: '5s' } });
    expect(decide(run, judged, secondsLater(4))).toEqual({ kind: 'wait', ms: 1_000 });
    expect(commandsOf(decide(run, judged, secondsLater(5)))).toEqual([['a', 2]]);
  });

  it.each([
    ['OverheadLimit', 'none'],
    ['PressureLimit', 'none'],
    ['PressureUnknown', 'none'],
    ['OutputLimit', 'none'],
    ['MemoryLimit', 'none'],
    ['SpoolFull', 'retry'],
  ] as const)('a node that ended with %s is followed by: %s', (reason, kind) => {
    const run = runOf({ retries: 3, backoff: { initial: '5s' } });
    expect(decide(run, { a: failed(reason) }, secondsLater(5)).kind).toBe(kind);
  });

  it.each([
    [0, 1, 'none'],
    [1, 1, 'retry'],
    [1, 2, 'none'],
    [3, 3, 'retry'],
  ] as const)('with %i retries, attempt %i is followed by: %s', (retries, attempt, kind) => {
    const run = runOf({ retries });
    for (let next = 2; next <= attempt; next += 1) {
      const node = run.nodes.get('a');
      if (node === undefined) throw new Error('the node is planned');
      const planned = {
        ...node.planned,
        attempt: next,
        commandId: `${node.planned.commandId.slice(0, -1)}${next}`,
      };
      addWave(run, { index: run.waves.length, commands: [planned] });
    }
    const latest = run.nodes.get('a');
    if (latest !== undefined)
      latest.recorded = { outcome: anOutcome(), receivedUnixUs: failedUnixUs, start: undefined };
    expect(decide(run, { a: failed('AgentLost') }, secondsLater(3_600)).kind).toBe(kind);
  });

  it('waits longer after each attempt, up to the maximum', () => {
    const run = runOf({ retries: 5, backoff: { initial: '5s', max: '12s', multiplier: 2 } });
    const waits = [5_000, 10_000, 12_000].map((expected, index) => {
      if (index > 0) {
        const node = run.nodes.get('a');
        if (node === undefined) throw new Error('the node is planned');
        const attempt = index + 1;
        const commandId = `${node.planned.commandId.slice(0, -1)}${attempt}`;
        addWave(run, { index: run.waves.length, commands: [{ ...node.planned, attempt, commandId }] });
        const latest = run.nodes.get('a');
        if (latest !== undefined)
          latest.recorded = { outcome: anOutcome(), receivedUnixUs: failedUnixUs, start: undefined };
      }
      return [decide(run, { a: failed('ToolFailed') }, failedUnixUs), expected] as const;
    });
    for (const [decision, ms] of waits) expect(decision).toEqual({ kind: 'wait', ms });
  });

  it('sends no further attempt before the node has said how the one before ended, and gives up waiting for that', () => {
    const run = runOf({ retries: 1 });
    const judged = { a: failed('NotPrepared') };
    expect(decide(run, judged, secondsLater(10), 'unheard')).toEqual({ kind: 'wait', ms: 30_000 });
    expect(decide(run, judged, secondsLater(40), 'unheard')).toEqual({ kind: 'none' });
    expect(commandsOf(decide(run, judged, secondsLater(10), 'neverSent'))).toEqual([['a', 2]]);
  });

  it('tries no more nodes at once than may run at once', () => {
    const run = runOf({ retries: 1 }, { budgets: { maxConcurrentNodes: 2 } });
    const judged = { a: failed('ToolFailed'), b: failed('ToolFailed'), c: failed('ToolFailed') };
    expect(commandsOf(decide(run, judged, secondsLater(60)))).toEqual([
      ['a', 2],
      ['b', 2],
    ]);
  });

  it('tries nothing again once the run is stopped', () => {
    const run = runOf({ retries: 1 });
    run.stop = { reason: 'StopRequested', message: '' };
    expect(decide(run, { a: failed('ToolFailed') }, secondsLater(60))).toEqual({ kind: 'none' });
  });
});

describe('hasFailedForGood', () => {
  it.each([
    ['ToolFailed', 1, false],
    ['ToolFailed', 0, true],
    ['ArgumentRefused', 1, true],
  ])('%s with %i retries left: %s', (reason, retries, expected) => {
    const run = runOf({ retries });
    const node = run.nodes.get('a');
    if (node === undefined) throw new Error('the node is planned');
    expect(hasFailedForGood(run, node, failed(reason))).toBe(expected);
  });

  it('a stopped node has not failed', () => {
    const run = runOf({ retries: 0 });
    const node = run.nodes.get('a');
    if (node === undefined) throw new Error('the node is planned');
    expect(hasFailedForGood(run, node, { state: 'cancelled', reason: 'StopRequested', message: '' })).toBe(
      false,
    );
  });
});
