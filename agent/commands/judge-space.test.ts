import { expect, it } from 'vitest';
import { buildToolEnding } from '../../test/builders/tool-ending.ts';
import type { ToolEnding } from '../execution/tool-request.ts';
import { judgeSpace } from './judge-space.ts';

const mib = 1024 * 1024;
const failed = { ending: 'failed', reason: 'ToolFailed', message: 'It exited with 1' } as const;

it.each<[string, Partial<ToolEnding>, number, number, string]>([
  ['ended well on a full disk', {}, 0, 512 * mib, 'spoolFull'],
  ['failed on a full disk', failed, mib, 512 * mib, 'spoolFull'],
  ['ended well below the floor, with space left', {}, 500 * mib, 512 * mib, 'succeeded'],
  ['ended well on a disk that may be filled', {}, mib, 1, 'succeeded'],
  ['ended as planned', { cause: 'planned' }, 0, 512 * mib, 'succeeded'],
  ['was stopped', { cause: 'stop', ending: 'stoppedEarly' }, 0, 512 * mib, 'stoppedEarly'],
  ['was killed for memory', { cause: 'memoryLimit', ending: 'memoryLimit' }, 0, 512 * mib, 'memoryLimit'],
])('a tool that %s', (_what, changes, freeBytes, floorBytes, ending) => {
  expect(judgeSpace(buildToolEnding(changes), { freeBytes, floorBytes }).ending).toBe(ending);
});

it('says both figures, and what the tool itself had to say', () => {
  expect(judgeSpace(buildToolEnding(failed), { freeBytes: mib, floorBytes: 512 * mib })).toMatchObject({
    reason: 'SpoolFull',
    cause: 'spoolFull',
    message:
      "Cannot write more: the spool's disk had 1.0 MiB free when the tool ended: at least 512 MiB is needed: It exited with 1",
  });
});
