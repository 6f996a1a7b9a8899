import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkArguments } from './check-arguments.ts';
import { makeRequest } from './test-lines.ts';

interface CorpusLine {
  readonly id: string;
  readonly tool: string;
  readonly argv: readonly unknown[];
  readonly verdict: 'allow' | 'deny';
  readonly why: string;
}

/** Unbounded lines that their own remark permits where the agent's deadline is the bound, as it is here. */
const boundByTheAgent = new Set(['D083']);

const besideTheCheckout = fileURLToPath(new URL('../../../shared/argv/corpus.jsonl', import.meta.url));
const path = process.env.TOE_ARGV_CORPUS ?? besideTheCheckout;
const corpus: readonly CorpusLine[] = existsSync(path)
  ? readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  : [];

/** What the line should come to; a tool that the catalogue does not have is refused. */
function toExpected(line: CorpusLine): 'allowed' | 'refused' {
  return line.verdict === 'allow' || boundByTheAgent.has(line.id) ? 'allowed' : 'refused';
}

describe.runIf(corpus.length > 0)('a line of the corpus', () => {
  it.each(corpus.map((line) => ({ ...line, expected: toExpected(line) })))(
    '$id, $why, is $expected',
    ({ tool, argv, expected }) => {
      expect(checkArguments(makeRequest(tool, argv)).kind).toBe(expected);
    },
  );
});

it('the corpus is read whole where a path to it is given', () => {
  expect(process.env.TOE_ARGV_CORPUS !== undefined && corpus.length === 0).toBe(false);
});
