import { describe, expect, it } from 'vitest';
import { anOutcome } from '../../test/builders/outcome.ts';
import { aRun } from '../../test/builders/run.ts';
import type { JudgedNode } from './node-state.ts';
import { noteProgress, toCountWord } from './note-progress.ts';
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

it.each([
  [2, 0, 'True', 'Verified', '2 of 2 nodes'],
  [2, 1, 'True', 'KeptOnNode', '2 of 2 nodes, 1 of them sealed on the node as asked'],
  [1, 1, 'False', 'PartiallySucceeded', '1 of 2 nodes, 1 of them sealed on the node as asked'],
  [0, 0, 'False', 'Failed', '0 of 2 nodes'],
] as const)(
  '%i of 2 nodes verified, of which %i keep their files, is %s',
  (done, kept, status, reason, message) => {
    const word = toCountWord('Verified', { done, selected: 2, kept });
    expect(word).toEqual({ type: 'Verified', status, reason, message });
  },
);

describe('noteProgress', () => {
  it('never says that files are in the store that stay on their nodes', () => {
    const run = endedRun();
    run.startsMore = false;
    const kept: JudgedNode = { state: 'verified', reason: 'KeptOnNode', message: '' };
    const conditions = noteProgress(run, new Map(Object.entries({ a: kept, b: kept })), now);
    expect(conditions.find(({ type }) => type === 'Verified')?.reason).toBe('KeptOnNode');
  });

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
