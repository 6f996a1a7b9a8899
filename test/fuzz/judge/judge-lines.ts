import { expect, it } from 'vitest';
import { type Context, type Harm, judge } from './judge.ts';

export const context: Context = {
  targetPids: new Set([1234, 5678]),
  netDevices: new Set(['eth0', 'any']),
  maxSeconds: 600,
};

/** A line and what it comes to; a text is cut at its spaces, a list is taken as it is. */
export type Row = readonly [line: string | readonly string[], expected: Harm | 'harmless'];

function toArgv(line: string | readonly string[]): readonly string[] {
  return typeof line !== 'string' ? line : line === '' ? [] : line.split(' ');
}

/** One test for each line, named by it. */
export function itJudges(tool: string, rows: readonly Row[]): void {
  it.each(rows.map(([line, expected]) => ({ argv: toArgv(line), line: JSON.stringify(line), expected })))(
    `${tool} $line is $expected`,
    ({ argv, expected }) => {
      const judgement = judge(tool, argv, context);
      expect(judgement.kind === 'harmful' ? judgement.harm : 'harmless').toBe(expected);
    },
  );
}
