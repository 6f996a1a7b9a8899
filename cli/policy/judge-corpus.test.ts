import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { toAsciiJson } from './ascii-json.ts';
import { type CorpusSummary, renderSummary } from './corpus-summary.ts';
import { findCorpusRules, judgeCorpus } from './judge-corpus.ts';
import { configText, documentsOf, policyText } from './policies.fixture.ts';
import { type FileLine, splitLines } from './split-lines.ts';

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

interface Judged {
  readonly rows: readonly unknown[];
  readonly text: string;
  readonly summary: CorpusSummary | undefined;
}

async function judge(corpus: string | Uint8Array, ...policies: readonly string[]): Promise<Judged> {
  const found = findCorpusRules(documentsOf(...policies), 'default');
  if (found.kind === 'faulty') throw new Error(found.faults.map(({ message }) => message).join('; '));
  let text = '';
  const summary = await judgeCorpus(inChunks(Buffer.from(corpus), 1_000), found.rules, async (more) => {
    text += more;
    return true;
  });
  const rows = text
    .split('\n')
    .slice(0, -1)
    .map((row): unknown => JSON.parse(row));
  return { rows, text, summary };
}

const line = (id: unknown, argv: unknown, verdict?: string, tool: unknown = 'perf'): string =>
  `${JSON.stringify({ id, tool, argv, verdict })}\n`;

describe('the lines of a file', () => {
  it.each<[string, readonly FileLine[]]>([
    ['', []],
    ['a', [{ kind: 'line', text: 'a' }]],
    ['a\n', [{ kind: 'line', text: 'a' }]],
    [
      'a\n\nbé\n',
      [
        { kind: 'line', text: 'a' },
        { kind: 'line', text: '' },
        { kind: 'line', text: 'bé' },
      ],
    ],
    ['\n', [{ kind: 'line', text: '' }]],
    ['123456\nab', [{ kind: 'tooLong' }, { kind: 'line', text: 'ab' }]],
    ['12345\n123456', [{ kind: 'line', text: '12345' }, { kind: 'tooLong' }]],
    ['\ufeffa\n', [{ kind: 'line', text: 'a' }]],
  ])('of %j are %j however it comes', async (text, lines) => {
    for (const size of [1, 2, 3, 100]) {
      const read: FileLine[] = [];
      for await (const each of splitLines(inChunks(Buffer.from(text), size), 5)) read.push(each);
      expect(read).toEqual(lines);
    }
  });
});

describe('a corpus', () => {
  it('gives a row for each line, in their order, with what would be executed', async () => {
    const { rows, summary } = await judge(
      line('A1', ['record', '-p', '1234,5678', '--', 'sleep', '600'], 'allow') +
        line('D1', ['record', '-a', '--', 'sh'], 'deny') +
        line('A2', ['-i', 'eth0'], 'allow', 'tcpdump') +
        line('D2', ['-i', 'eth1'], 'deny', 'tcpdump'),
    );
    expect(rows).toEqual([
      {
        id: 'A1',
        verdict: 'allow',
        argv: 'record -F 99 -p 1234,5678 --sample-cpu -o {out:profile} -- /bin/sleep 600'.split(' '),
        rule: 'baseline of perf record',
        message: '',
      },
      { id: 'D1', verdict: 'deny', argv: [], rule: 'operand', message: expect.stringContaining('"sh"') },
      {
        id: 'A2',
        verdict: 'allow',
        argv: '-i eth0 -n -U -Z root -w {out:packets}'.split(' '),
        rule: 'baseline of tcpdump',
        message: '',
      },
      { id: 'D2', verdict: 'deny', argv: [], rule: 'value', message: expect.stringContaining('"eth1"') },
    ]);
    expect(summary).toMatchObject({ lineCount: 4, allowedCount: 2, unsaidCount: 0 });
    expect(summary).toMatchObject({ unexpectedlyAllowed: [], unexpectedlyDenied: [] });
  });

  it.each<[string, unknown, string]>([
    ['{"id": 1, ', null, 'Cannot read line 1: it is no JSON: '],
    ['', null, 'Cannot read line 1: it is empty'],
    ['[]', null, 'Cannot read line 1: it is a list'],
    ['null', null, 'Cannot read line 1: it is null'],
    ['"record -a"', null, 'Cannot read line 1: it is a string'],
    ['{"id": "x", "argv": ["\u001b[31m', null, 'Cannot read line 1: it is no JSON: '],
    [`${'['.repeat(100_000)}`, null, 'Cannot read line 1: it is '],
    [`{"id": ${'['.repeat(5_000)}${']'.repeat(5_000)}, "tool": 7}`, null, '"number" is no tool'],
    ['{"tool": "perf", "argv": ["record", "-a", 9]}', null, 'argument 3 "number" is not text'],
    ['{"id": 7, "tool": "perf", "argv": "record -a"}', 7, '"string" is not a list'],
    ['{"id": true, "tool": "perf"}', true, '"undefined" is not a list'],
    ['{"id": "x", "tool": "perf", "argv": ["record", "\\ud800"]}', 'x', 'has a form that no argument has'],
    ['{"id": "x\\udfff", "tool": "\\ud800", "argv": []}', 'x\ufffd', 'is no tool'],
    ['{"id": "\\u009b2J", "tool": {"toString": 1}, "argv": []}', '\u009b2J', '"object" is no tool'],
    ['{"__proto__": {"tool": "perf", "argv": ["record", "-a"]}}', null, '"undefined" is no tool'],
  ])('takes the line %j for one that is denied, and goes on', async (text, id, message) => {
    const { rows, text: written } = await judge(`${text}\n${line('next', ['record', '-a'])}`);
    expect(rows).toEqual([
      {
        id,
        verdict: 'deny',
        argv: [],
        rule: expect.stringMatching(/^(shape|tool)$/),
        message: expect.stringContaining(message),
      },
      expect.objectContaining({ id: 'next', verdict: 'allow' }),
    ]);
    expect(written).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('that is no UTF-8 gives rows that are', async () => {
    const bytes = Buffer.from(line('A?', ['record', '-a', '-?'], 'deny').replaceAll('?', '\u00ff'), 'latin1');
    const { rows, text } = await judge(bytes);
    expect(rows).toEqual([expect.objectContaining({ id: 'A\ufffd', verdict: 'deny', rule: 'shape' })]);
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('tells which lines differ from what they expect', async () => {
    const { summary } = await judge(
      line('W1', ['record', '-a'], 'deny') +
        line('W2', ['record', '-a', 'sh'], 'allow') +
        line(undefined, ['record', '-a'], 'deny') +
        line('W\u001b[31m', ['record'], 'allow') +
        line('A1', ['record', '-a'], 'perhaps'),
    );
    expect(
      summary === undefined ? '' : renderSummary(summary, 80),
    ).toBe(`5 lines: 3 allowed, 2 refused; 4 differ from the verdict of the file
Allowed, where the file says deny: W1, line 3
Refused, where the file says allow: W2, W\\u{1b}[31m
Without a verdict in the file: 1 line
`);
  });

  it('is judged by the policies, and by their shorter durations', async () => {
    const corpus =
      line('a', ['record', '-a', '--', 'sleep', '120']) +
      line('b', ['record', '-a', '--', 'sleep', '121']) +
      line('c', ['record', '-p', '1234']) +
      line('d', ['-i', 'any'], undefined, 'tcpdump');
    const policy = policyText('narrow', ['{names: [-a]}'], { more: '  maxDuration: 2m\n' });
    const config = configText('perf', { policy: 'narrow', defaultArgs: '[-g]' });
    const { rows } = await judge(corpus, policy, config);
    expect(rows).toMatchObject([
      { verdict: 'allow', argv: expect.arrayContaining(['-g', '120']) },
      { verdict: 'deny', rule: 'operand' },
      { verdict: 'deny', rule: 'policy' },
      { verdict: 'allow' },
    ]);
  });

  it('is left where nobody reads any more', async () => {
    const corpus = line('a', ['record', '-a', '-o', 'x']).repeat(2_000);
    let writes = 0;
    const summary = await judgeCorpus(inChunks(Buffer.from(corpus), 1_000), new Map(), async () => {
      writes += 1;
      return false;
    });
    expect([summary, writes]).toEqual([undefined, 1]);
  });

  it('is not begun where a policy has a fault', () => {
    const documents = documentsOf(policyText('narrow', ['{names: [-o]}']));
    expect(findCorpusRules(documents, 'default')).toMatchObject({
      kind: 'faulty',
      faults: [{ file: 'a.yaml', message: expect.stringContaining('"-o"') }],
    });
  });
});

it('JSON is ASCII, and reads back to the same', () => {
  const value = { text: '\u007f\u0085\u200eé😀"\\u00e9', list: ['\ud83d', 1, null] };
  const json = toAsciiJson(value);
  expect(json).toMatch(/^[\x20-\x7e]+$/);
  expect(JSON.parse(json)).toEqual({ ...value, list: ['\ufffd', 1, null] });
});

const besideTheCheckout = fileURLToPath(new URL('../../../shared/argv/corpus.jsonl', import.meta.url));
const path = process.env.TOE_ARGV_CORPUS ?? besideTheCheckout;

/** A test of its own only where the corpus is: everything works without it. */
const corpora = [path].filter((each) => existsSync(each));

it.each(corpora)('the corpus %s has no line that is allowed or refused against its verdict', async (file) => {
  const { rows, summary } = await judge(readFileSync(file));
  expect(rows.length).toBeGreaterThan(100);
  // Unbounded by itself, which its own remark permits where the agent's deadline is the bound.
  expect(summary?.unexpectedlyAllowed.filter((id) => id !== 'D083')).toEqual([]);
  expect(summary?.unexpectedlyDenied).toEqual([]);
});
