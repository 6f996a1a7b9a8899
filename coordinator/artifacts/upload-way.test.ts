import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { logProblem, toUploadWay } from './upload-way.ts';

describe('the way of an upload', () => {
  it.each([
    ['direct', { direct: { partBytes: 1 } }, ''],
    ['relayed', {}, ''],
    ['relayedForServer', { lacksDirect: true }, ''],
    ['relayedForAgent', {}, 'no way'],
  ])('is %s', (way, opened, problem) => {
    expect(toUploadWay(opened, problem)).toBe(way);
  });

  it('is logged with what the agent says, as far as that is text and short', () => {
    const lines: string[] = [];
    const log = pino({}, { write: (line) => void lines.push(line) });
    const about = { runUid: 'r1', node: 'node-1', key: 'runs/r1/node-1/1/perf' };
    logProblem(`no\u001b[31m way\n${'x'.repeat(2_000)}`, about, log);
    const { why } = JSON.parse(lines[0] ?? '{}') as { why: string };
    expect(why).toMatch(/^no\?\[31m way\?x+$/);
    expect(why).toHaveLength(500);
  });
});
