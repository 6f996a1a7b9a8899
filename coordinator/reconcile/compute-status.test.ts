import { describe, expect, it } from 'vitest';
import { anOutcome, aReceipt } from '../../test/builders/outcome.ts';
import { aRun } from '../../test/builders/run.ts';
import { computeStatus } from './compute-status.ts';
import type { JudgedNode, NodeState } from './node-state.ts';
import type { Run } from './run.ts';

const judge = (states: Readonly<Record<string, NodeState>>): ReadonlyMap<string, JudgedNode> =>
  new Map(
    Object.entries(states).map(([node, state]) => [node, { state, reason: 'Why', message: 'Because' }]),
  );

const statusOf = (run: Run, states: Readonly<Record<string, NodeState>>) =>
  computeStatus(
    { run, judged: judge(states), conclusion: undefined, conditions: [], nowIso: '2026-01-01T00:00:00.000Z' },
    undefined,
  );

const started = (run: Run): Run => {
  for (const wave of run.waves)
    wave.plannedStart = {
      startAtUnixUs: 1_700_000_003_000_000,
      nodes: [...run.nodes.keys()],
      isStopped: false,
    };
  return run;
};

describe('computeStatus', () => {
  it.each([
    [{ a: 'pending', b: 'pending' }, false, 'Scheduled'],
    [{ a: 'prepared', b: 'preparing' }, false, 'Starting'],
    [{ a: 'committed', b: 'committed' }, true, 'Starting'],
    [{ a: 'running', b: 'uploading' }, true, 'Running'],
    [{ a: 'unknown', b: 'verified' }, true, 'Running'],
    [{ a: 'uploading', b: 'verified' }, true, 'Uploading'],
    [{ a: 'verified', b: 'failed' }, true, 'Processing'],
  ] as const)('shows nodes that are %j (start fixed: %s) as %s', (states, hasStart, phase) => {
    const run = aRun(['a', 'b']);
    expect(statusOf(hasStart ? started(run) : run, states).phase).toBe(phase);
  });

  it('reports the median and the largest distance from the start instant, whichever its side', () => {
    const run = started(aRun(['a', 'b', 'c']));
    const errors = [-4_000, 1_000, 2_500];
    for (const [index, node] of [...run.nodes.values()].entries()) {
      node.start = { errorUs: errors[index] ?? 0, uncertaintyUs: 100 * (index + 1) };
    }
    expect(statusOf(run, { a: 'running', b: 'running', c: 'running' }).start).toEqual({
      plannedAt: '2023-11-14T22:13:23.000Z',
      skewP50Ms: 2.5,
      skewMaxMs: 4,
      clockUncertaintyMs: 0.3,
    });
  });

  it('counts bytes captured on the nodes apart from bytes in the store', () => {
    const run = started(aRun(['a', 'b']));
    for (const node of run.nodes.values()) {
      node.recorded = { outcome: anOutcome(), receivedUnixUs: 1, start: undefined };
    }
    run.nodes.get('a')?.receipts.set('profile', aReceipt());
    const status = statusOf(run, { a: 'verified', b: 'uploading' });
    expect(status.bytes).toEqual({ captured: 2_000, stored: 1_000 });
    expect(status.artifacts).toHaveLength(1);
    expect(status.nodes).toMatchObject({ selected: 2, captured: 2, verified: 1 });
  });

  it('names the first 20 failures of any fleet, missing nodes among them, and counts all', () => {
    const names = Array.from({ length: 3_000 }, (_, index) => `n${index}`);
    const run = started(aRun(names, ['gone']));
    const states = Object.fromEntries(names.map((name) => [name, 'failed' as const]));
    const status = statusOf(run, states);
    expect(status.failures).toHaveLength(20);
    expect(status.failures[0]).toMatchObject({ node: 'gone', reason: 'NodeNotConnected' });
    expect(status.nodes).toMatchObject({ selected: 3_001, failed: 3_001 });
    expect(JSON.stringify(status).length).toBeLessThan(64 * 1024);
  });
});
