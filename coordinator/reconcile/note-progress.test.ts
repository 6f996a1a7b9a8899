import { describe, expect, it } from 'vitest';
import { anOutcome } from '../../test/builders/outcome.ts';
import { aRun } from '../../test/builders/run.ts';
import type { JudgedNode } from './node-state.ts';
import { noteProgress } from './note-progress.ts';
import type { Run } from './run.ts';

const now = '2026-01-01T00:00:00.000Z';
const verified: JudgedNode = { state: 'verified', reason: '', message: '' };
const failed: JudgedNode = { state: 'failed', reason: 'ToolFailed', message: '' };

function endedRun(): Run {
  const run = aRun(['a', 'b']);
  for (const [name, node] of run.nodes)
    node.recorded = {
      outcome: anOutcome({ ending: name === 'a' ? 'succeeded' : 'failed' }),
      receivedUnixUs: 1,
      start: undefined,
    };
  return run;
}

const note = (run: Run, judged: Readonly<Record<string, JudgedNode>>) =>
  noteProgress(run, new Map(Object.entries(judged)), now).map(({ type, status }) => `${type}=${status}`);

describe('noteProgress', () => {
  it('decides nothing while a further attempt is to come', () => {
    expect(note(endedRun(), { a: verified, b: failed })).toEqual([]);
  });

  it('says what was captured and verified once nothing more starts', () => {
    const run = endedRun();
    run.startsMore = false;
    expect(note(run, { a: verified, b: failed })).toEqual(['Captured=False', 'Verified=False']);
    expect(note(run, { a: { ...verified, state: 'uploading' }, b: failed })).toEqual(['Captured=False']);
  });
});
