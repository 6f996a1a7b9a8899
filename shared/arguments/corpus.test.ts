import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogue } from './baseline/catalogue.ts';
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

/** Whether the catalogue has the grammar of this line's tool and subcommand. */
function isCovered({ tool, argv }: CorpusLine): boolean {
  return catalogue.get(tool)?.subcommands.some(({ name }) => name === '' || name === argv[0]) ?? false;
}

/** What the line should come to: whatever has no grammar yet is refused. */
function toExpected(line: CorpusLine): 'allowed' | 'refused' {
  if (boundByTheAgent.has(line.id)) return 'allowed';
  return line.verdict === 'allow' && isCovered(line) ? 'allowed' : 'refused';
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
