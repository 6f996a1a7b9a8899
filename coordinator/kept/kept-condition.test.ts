import { expect, it } from 'vitest';
import { sumKept, toKeptCondition } from './kept-condition.ts';

const kept = { sizeBytes: 512, kept: true } as const;
const stored = { sizeBytes: 512 };
const gone = { sizeBytes: 512, gone: 'The node does not have it any more' };

it.each([
  [
    'some are on nodes',
    [kept, kept, stored],
    ['True', 'KeptOnNode', '2 files, 1.0 KiB, are on 1 nodes and not in the store'],
    1_024,
  ],
  [
    'some are on nodes and some are lost',
    [kept, gone],
    [
      'True',
      'KeptOnNode',
      '1 files, 512 B, are on 1 nodes and not in the store; 1 of 2 files are neither on their nodes nor in the store: The node does not have it any more',
    ],
    512,
  ],
  ['all are in the store', [stored, stored], ['False', 'Fetched', 'All 2 files are in the store'], 0],
  [
    'one is lost',
    [stored, gone],
    [
      'False',
      'KeptFilesGone',
      '1 of 2 files are neither on their nodes nor in the store: The node does not have it any more',
    ],
    0,
  ],
] as const)('the condition says where %s', (_title, files, [status, reason, message], bytes) => {
  const nodes = [{ node: 'a', files }];
  expect(toKeptCondition(nodes)).toEqual({ type: 'KeptOnNodes', status, reason, message });
  expect(sumKept(nodes)).toBe(bytes);
});
