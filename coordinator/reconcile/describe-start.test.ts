import { describe, expect, it } from 'vitest';
import { anOutcome } from '../../test/builders/outcome.ts';
import { aRun } from '../../test/builders/run.ts';
import { describeStart } from './describe-start.ts';
import type { Run, WaveRun } from './run.ts';

const at = '2026-01-01T00:00:00.000Z';

function aStartedRun(missing: readonly string[] = []): { readonly run: Run; readonly wave: WaveRun } {
  const run = aRun(['a', 'b'], missing);
  const [wave] = run.waves;
  if (wave === undefined) throw new Error('there is a wave');
  wave.plannedStart = { startAtUnixUs: Date.parse(at) * 1_000, nodes: new Set(['a', 'b']), isStopped: false };
  return { run, wave };
}

function start(run: Run, node: string, errorUs: number): void {
  const found = run.nodes.get(node);
  if (found !== undefined) found.start = { errorUs, uncertaintyUs: 1 };
}

function fail(run: Run, node: string, startedUnixUs = 0): void {
  const found = run.nodes.get(node);
  const outcome = anOutcome({ ending: 'failed', startedMonotonicUs: 0, startedUnixUs });
  if (found !== undefined) found.recorded = { outcome, receivedUnixUs: 1, start: undefined };
}

describe('describeStart', () => {
  it('says nothing until it is known of every node that takes part', () => {
    const { run, wave } = aStartedRun();
    expect(describeStart(run, wave)).toBeUndefined();
    start(run, 'a', -1_230);
    expect(describeStart(run, wave)).toBeUndefined();
    start(run, 'b', 400);
    expect(describeStart(run, wave)).toBe(`2 of 2 nodes started, at most 1.23 ms from ${at}`);
  });

  it('counts those that could not start, and those that were missing, among the chosen', () => {
    const { run, wave } = aStartedRun(['gone']);
    start(run, 'a', 100);
    fail(run, 'b');
    expect(describeStart(run, wave)).toMatch(/^1 of 3 nodes started, /);
  });

  it('counts a node that was started anew since, though no instant of its clock is known', () => {
    const { run, wave } = aStartedRun();
    start(run, 'a', 100);
    fail(run, 'b', 1);
    expect(describeStart(run, wave)).toMatch(/^2 of 2 nodes started, /);
  });

  it('does not wait for a node that was left out, and says nothing where none started', () => {
    const { run, wave } = aStartedRun();
    fail(run, 'a');
    wave.plannedStart = { startAtUnixUs: 1, nodes: new Set(['a']), isStopped: false };
    expect(describeStart(run, wave)).toBeUndefined();
  });
});
