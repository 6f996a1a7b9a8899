import { beforeEach, describe, expect, it } from 'vitest';
import { anOutcome } from '../../test/builders/outcome.ts';
import { aRun } from '../../test/builders/run.ts';
import { planCommand } from '../planning/waves.ts';
import type { ObjectEvent } from '../resources/event-recorder.ts';
import type { Conclusion } from './conclude.ts';
import type { JudgedNode } from './node-state.ts';
import { addWave, type Run } from './run.ts';
import { tellOfRun } from './tell-of-run.ts';

const verified: JudgedNode = { state: 'verified', reason: '', message: '' };
const failed: JudgedNode = { state: 'failed', reason: 'ToolFailed', message: 'it exited with 3' };
const running: JudgedNode = { state: 'running', reason: '', message: '' };
let told: ObjectEvent[];

beforeEach(() => {
  told = [];
});

function tell(run: Run, judged: Readonly<Record<string, JudgedNode>>, conclusion?: Conclusion): void {
  const events = { record: (_about: unknown, event: ObjectEvent) => void told.push(event) };
  tellOfRun(run, { judged: new Map(Object.entries(judged)), conclusion }, { events });
}

describe('tellOfRun', () => {
  it('tells of a node that failed, once, and of none that is verified, cancelled or under way', () => {
    const run = aRun(['a', 'b', 'c', 'd']);
    const judged = { a: failed, b: verified, c: { ...failed, state: 'cancelled' } as const, d: running };
    tell(run, judged);
    tell(run, judged);
    expect(told).toEqual([{ type: 'Warning', reason: 'ToolFailed', message: 'Node "a": it exited with 3' }]);
  });

  it('tells of an attempt that another followed at once', () => {
    const run = aRun(['a']);
    const first = run.nodes.get('a');
    if (first === undefined) throw new Error('the node is planned');
    const outcome = anOutcome({ ending: 'failed', reason: 'ToolFailed', message: 'it exited with 3' });
    first.recorded = { outcome, receivedUnixUs: 1, start: undefined };
    addWave(run, { index: 1, commands: [planCommand(run.plan, first.planned, 2)] });
    tell(run, { a: running });
    tell(run, { a: failed });
    expect(told.map(({ reason }) => reason)).toEqual(['ToolFailed', 'ToolFailed']);
  });

  it('tells how it ended, with the phase where the reason does not say it', () => {
    const conclusion = {
      phase: 'Succeeded',
      reason: 'StoppedEarly',
      message: '1 of 1 nodes verified',
    } as const;
    tell(aRun(['a']), { a: verified }, conclusion);
    expect(told).toEqual([
      { type: 'Normal', reason: 'StoppedEarly', message: '1 of 1 nodes verified (Succeeded)' },
    ]);
  });
});
