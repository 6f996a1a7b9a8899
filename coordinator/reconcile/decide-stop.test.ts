import { describe, expect, it } from 'vitest';
import { anOutcome } from '../../test/builders/outcome.ts';
import { aRun } from '../../test/builders/run.ts';
import { decideStop } from './decide-stop.ts';
import type { JudgedNode } from './node-state.ts';

const judge = (entries: Readonly<Record<string, JudgedNode>>) => (): ReadonlyMap<string, JudgedNode> =>
  new Map(Object.entries(entries));
const running: JudgedNode = { state: 'running', reason: '', message: '' };
const failed: JudgedNode = { state: 'failed', reason: 'ArgumentRefused', message: '' };
const nothing = (): number => 0;

describe('decideStop', () => {
  it('goes on although a node failed, unless the policy says Abort', () => {
    const judged = judge({ a: failed, b: running });
    expect(decideStop(aRun(['a', 'b']), judged, nothing)).toBeUndefined();
    const abort = { failurePolicy: { onError: 'Abort' } };
    expect(decideStop(aRun(['a', 'b'], [], abort), judged, nothing)).toEqual({
      reason: 'Aborted',
      message: 'Node "a" failed (ArgumentRefused), and onError is Abort',
    });
  });

  it('does not abort while a further attempt may still succeed', () => {
    const judged = judge({ a: { ...failed, reason: 'ToolFailed' }, b: running });
    const abort = { failurePolicy: { onError: 'Abort', retries: 1 } };
    expect(decideStop(aRun(['a', 'b'], [], abort), judged, nothing)).toBeUndefined();
  });

  it('aborts at once where a node was missing from the start', () => {
    const run = aRun(['a'], ['gone'], { failurePolicy: { onError: 'Abort' } });
    expect(decideStop(run, judge({ a: running }), nothing)?.message).toContain(
      'Node "gone" failed (NodeNotConnected)',
    );
  });

  it('has nodes judged only where the policy wants to know', () => {
    const judged = (): never => {
      throw new Error('Nobody wants to know');
    };
    expect(decideStop(aRun(['a']), judged, nothing)).toBeUndefined();
  });

  it.each([
    [500, 499, false],
    [500, 501, true],
  ])(
    'stops when all nodes together wrote more than the budget: %i and %i of 1000',
    (first, second, stops) => {
      const run = aRun(['a', 'b'], [], { budgets: { maxTotalBytes: '1000' } });
      const written = new Map([
        ['a', first],
        ['b', second],
      ]);
      const order = decideStop(run, judge({ a: running, b: running }), (_id, node) => written.get(node) ?? 0);
      expect(order?.reason).toBe(stops ? 'BudgetExceeded' : undefined);
    },
  );

  it('counts what was sealed rather than what was last heard of a tool that ended', () => {
    const run = aRun(['a'], [], { budgets: { maxTotalBytes: '1000' } });
    const node = run.nodes.get('a');
    // One sealed file of 1,000 bytes.
    if (node !== undefined) node.recorded = { outcome: anOutcome(), receivedUnixUs: 1, start: undefined };
    expect(decideStop(run, judge({ a: running }), () => 5_000)).toBeUndefined();
  });
});
