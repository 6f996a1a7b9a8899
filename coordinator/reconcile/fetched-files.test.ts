import { describe, expect, it } from 'vitest';
import { anArtifact, anOutcome, aReceipt } from '../../test/builders/outcome.ts';
import type { KeptPlace } from '../kept/place-kept.ts';
import { isProcessingDue, listFetchedFiles, sumStored, withFetchedFiles } from './fetched-files.ts';
import type { ManifestFile, ManifestNode } from './manifest.ts';

const kept: ManifestFile = { ...anArtifact(), receipt: undefined, late: false, kept: true };
const outcome = anOutcome();
const aNode = (files: readonly ManifestFile[], reason = 'KeptOnNode'): ManifestNode => ({
  node: 'a',
  nodeUid: 'uid-a',
  attempt: 1,
  commandId: outcome.commandId,
  wave: 0,
  pods: [],
  state: 'verified',
  reason,
  message: 'Kept on the node: perf.data',
  kernel: undefined,
  start: undefined,
  outcome,
  files,
});
const at = (place: KeptPlace): ReadonlyMap<string, KeptPlace> => new Map([['profile', place]]);

describe('a file that was kept on a node', () => {
  it('is in the store once it has its receipt, whatever its node says, and its node is as any verified one', () => {
    const node = withFetchedFiles(aNode([kept]), [aReceipt()], at({ kind: 'gone', why: 'x' }));
    expect(node).toMatchObject({ state: 'verified', reason: '', message: '' });
    expect(node.files).toEqual([{ ...anArtifact(), receipt: aReceipt(), late: false }]);
    expect(sumStored([node])).toBe(1_000);
    expect(listFetchedFiles([node])).toMatchObject([{ key: 'runs/run-1/node-1/1/profile' }]);
  });

  it.each([
    ['there', { kind: 'there' } as const],
    ['not to be asked for', { kind: 'away' } as const],
  ])('is kept while its node is %s', (_title, place) => {
    const node = withFetchedFiles(aNode([kept]), [], at(place));
    expect(node).toEqual(aNode([kept]));
    expect(listFetchedFiles([node])).toMatchObject([{ key: '', reason: 'KeptOnNode' }]);
    expect(sumStored([node])).toBe(0);
  });

  it('is told to be gone where its node does not have it, and is in no list then', () => {
    const node = withFetchedFiles(aNode([kept]), [], at({ kind: 'gone', why: 'It was changed' }));
    expect(node.reason).toBe('KeptOnNode');
    expect(node.files).toEqual([
      { ...anArtifact(), receipt: undefined, late: false, gone: 'It was changed' },
    ]);
    expect(listFetchedFiles([node])).toEqual([]);
  });

  it('comes back from being gone by its receipt', () => {
    const { kept: _kept, ...lost } = kept;
    const node = withFetchedFiles(aNode([{ ...lost, gone: 'x' }]), [aReceipt()], at({ kind: 'away' }));
    expect(node.files).toEqual([{ ...anArtifact(), receipt: aReceipt(), late: false }]);
  });

  it('leaves the verdict of a node that failed as it is', () => {
    const failed = { ...aNode([kept], 'ToolFailed'), state: 'failed' } as const;
    const node = withFetchedFiles(failed, [aReceipt()], at({ kind: 'there' }));
    expect(node).toMatchObject({ state: 'failed', reason: 'ToolFailed' });
  });
});

it.each([
  ['what has come is all that comes', {}, true],
  ['more is on its way', { isComing: true }, false],
  ['nothing has come', { storedBytes: 0 }, false],
  ['nothing is new, but nobody has made any', { hasNews: false }, true],
  ['they were made before of all that there is', { hasNews: false, isOwed: false }, false],
  ['they were made before of less', { isOwed: false }, true],
])('whether reports are due where %s', (_title, changes, expected) => {
  const run = { hasNews: true, isOwed: true, storedBytes: 10, isComing: false, ...changes };
  expect(isProcessingDue(run)).toBe(expected);
});
