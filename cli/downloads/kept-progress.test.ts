import { describe, expect, it } from 'vitest';
import type { StoredArtifact__Output } from '../../shared/rpc/generated/toe/v1/StoredArtifact.ts';
import { listProblems, toKeptFiles, toNodeViews } from './kept-progress.ts';

const coming = { connected: true, wanted: true, problem: '' };
const away = { connected: false, wanted: true, problem: '' };
const late = { connected: true, wanted: false, problem: '' };
const gone = { connected: true, wanted: true, problem: 'The node does not have it any more' };

function aFile(
  fileName: string,
  node: string,
  more: Partial<StoredArtifact__Output>,
): StoredArtifact__Output {
  return {
    artifact: {
      artifactId: fileName,
      fileName,
      mediaType: '',
      sizeBytes: 100,
      sha256: '',
      complete: true,
      required: false,
      output: '',
      problem: '',
      segment: 0,
      rawSizeBytes: 0,
      rawSha256: '',
      encoding: '',
    },
    node,
    attempt: 1,
    key: `${node}/${fileName}`,
    processor: '',
    verified: false,
    growing: false,
    kept: null,
    ...more,
  };
}

describe('files that nodes keep', () => {
  const wanted = toKeptFiles([aFile('a', 'one', { kept: coming }), aFile('b', 'one', { kept: coming })]);

  it('are those that are not in the store', () => {
    expect(toKeptFiles([aFile('a', 'one', {}), aFile('b', 'two', { kept: coming })])).toMatchObject([
      { node: 'two', fileName: 'b', place: 'coming' },
    ]);
  });

  it.each([
    [
      'on their way',
      [aFile('a', 'one', { kept: coming }), aFile('b', 'one', { kept: coming })],
      'uploading',
      0,
    ],
    ['in the store in part', [aFile('a', 'one', {}), aFile('b', 'one', { kept: coming })], 'uploading', 100],
    ['in the store', [aFile('a', 'one', {}), aFile('b', 'one', {})], 'verified', 200],
    ['away', [aFile('a', 'one', {}), aFile('b', 'one', { kept: away })], 'unknown', 100],
    ['gone', [aFile('a', 'one', {}), aFile('b', 'one', { kept: gone })], 'lost', 100],
    ['late', [aFile('a', 'one', {}), aFile('b', 'one', { kept: late })], 'lost', 100],
  ])('are shown as uploads while they are %s', (_title, now, state, uploadBytes) => {
    expect(toNodeViews(wanted, now)).toMatchObject([
      { node: 'one', state, uploadBytes, uploadTotalBytes: 200 },
    ]);
  });

  it('are shown by how much of them has arrived', () => {
    const growing = aFile('b', 'one', { growing: true });
    const half = { ...growing, artifact: growing.artifact && { ...growing.artifact, sizeBytes: 30 } };
    const now = [aFile('a', 'one', {}), aFile('b', 'one', { kept: coming }), half];
    expect(toNodeViews(wanted, now)).toMatchObject([{ state: 'uploading', uploadBytes: 130 }]);
  });

  it('that did not come are told once for each node and cause', () => {
    const left = [
      aFile('a', 'one', { kept: away }),
      aFile('b', 'one', { kept: away }),
      aFile('c', 'two', { kept: gone }),
      aFile('d', 'two', { kept: late }),
    ];
    expect(listProblems(toKeptFiles(left))).toEqual([
      'Cannot fetch "a", "b" of node "one": its agent is not connected: the files come when it is back, within output.uploadDeadline',
      'Cannot fetch "c" of node "two": The node does not have it any more',
      'Cannot fetch "d" of node "two": they did not arrive within output.uploadDeadline: ask for them again',
    ]);
  });
});
