import { describe, expect, it } from 'vitest';
import { anArtifact, anOutcome, aReceipt } from '../../test/builders/outcome.ts';
import { aRun } from '../../test/builders/run.ts';
import { computeStatus } from './compute-status.ts';
import { maxMessageLength } from './conditions.ts';
import type { JudgedNode, NodeState } from './node-state.ts';
import { fixStart, type Run } from './run.ts';

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
    wave.plannedStart = fixStart({
      startAtUnixUs: 1_700_000_003_000_000,
      nodes: [...run.nodes.keys()],
      isStopped: false,
    });
  run.startsMore = false;
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

  it.each([
    ['a further attempt is to come', ['ToolFailed'], 'Running'],
    ['nothing had started before it failed', [], 'Starting'],
  ] as const)('does not call it Processing while %s', (_title, reasonsOfStarted, phase) => {
    const run = started(aRun(['a', 'b']));
    run.startsMore = true;
    const startedUnixUs = reasonsOfStarted.length;
    for (const node of run.nodes.values())
      node.recorded = {
        outcome: anOutcome({ ending: 'failed', startedUnixUs }),
        receivedUnixUs: 1,
        start: undefined,
      };
    expect(statusOf(run, { a: 'failed', b: 'verified' }).phase).toBe(phase);
  });

  it('stays Running while a later wave gets ready', () => {
    const run = started(aRun(['a', 'b'], [], { budgets: { maxConcurrentNodes: 1 } }));
    const [first, second] = [run.nodes.get('a'), run.waves[1]];
    if (first !== undefined) first.recorded = { outcome: anOutcome(), receivedUnixUs: 1, start: undefined };
    if (second !== undefined) second.plannedStart = undefined;
    run.startsMore = true;
    expect(statusOf(run, { a: 'uploading', b: 'preparing' }).phase).toBe('Running');
  });

  it('never takes a phase back, as a coordinator that took over would', () => {
    const previous = { ...statusOf(started(aRun(['a'])), { a: 'running' }) };
    const input = { judged: judge({ a: 'pending' }), conclusion: undefined, conditions: [], nowIso: '' };
    expect(previous.phase).toBe('Running');
    expect(computeStatus({ run: aRun(['a']), ...input }, previous).phase).toBe('Running');
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

  it('stays below 64 KiB with the longest names, messages and arguments that there can be', () => {
    const names = Array.from({ length: 200 }, (_, index) => `${index}-${'n'.repeat(249)}`.slice(0, 253));
    const run = started(aRun(names, ['gone']));
    for (const node of run.nodes.values()) {
      const artifacts = Array.from({ length: 16 }, (_, index) => {
        return anArtifact({ artifactId: `a${index}`, fileName: 'f'.repeat(128) });
      });
      node.recorded = { outcome: anOutcome({ artifacts }), receivedUnixUs: 1, start: undefined };
      for (const { artifactId } of artifacts)
        node.receipts.set(artifactId, aReceipt({ artifactId, key: 'k'.repeat(400) }));
    }
    const argv = Array.from({ length: 64 }, () => 'x'.repeat(1_024));
    const judged = new Map(
      names.map(
        (name) => [name, { state: 'failed', reason: 'R'.repeat(40), message: 'm'.repeat(9_999) }] as const,
      ),
    );
    const conditions = Array.from({ length: 8 }, (_, index) => ({
      type: `T${index}`,
      status: 'True' as const,
      reason: 'R'.repeat(64),
      message: 'm'.repeat(maxMessageLength),
      lastTransitionTime: '2026-01-01T00:00:00.000Z',
    }));
    const wide = { ...run, plan: { ...run.plan, argv } };
    const nowIso = '2026-01-01T00:00:00.000Z';
    const status = computeStatus({ run: wide, judged, conclusion: undefined, conditions, nowIso }, undefined);
    expect(status.artifacts).toHaveLength(20);
    expect(status.failures).toHaveLength(20);
    expect(status.effective?.argv.at(-1)).toBe('…');
    expect(JSON.stringify(status).length).toBeLessThan(64 * 1_024);
  });
});
