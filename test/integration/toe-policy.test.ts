import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const launcher = fileURLToPath(new URL('../../cli/toe', import.meta.url));
const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs the command line as a process of its own, among the fixtures. */
function toe(args: readonly string[], input: string | Buffer = ''): Promise<Ended> {
  const child = spawn(launcher, ['policy', ...args], { cwd: fixtures, stdio: 'pipe' });
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const chunks: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  child.once('error', reject);
  child.once('close', (exitCode) => resolve({ exitCode, stdout: Buffer.concat(chunks), stderr }));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return promise;
}

const textOf = ({ stdout }: Ended): string => stdout.toString();
const linesOf = (text: string): readonly string[] => text.split('\n').slice(0, -1);

describe('toe policy test', () => {
  it.each([
    [['--', 'record', '-F', '99', '-a'], 0, 'Verdict   allowed\n'],
    [['--', 'record', '-F', '500', '-a'], 1, 'Verdict   refused\n'],
    [['--', 'record', '-a', '--all-user'], 1, 'Verdict   refused\n'],
    [['--pods', '--', 'record', '-g'], 0, 'Verdict   allowed\n'],
    [['--duration', '6m', '--', 'record', '-a'], 1, 'Verdict   refused\n'],
    [['--duration', 'x'], 2, ''],
  ])('under what a cluster has takes %j and exits with %i', async (args, exitCode, stdout) => {
    const ended = await toe(['test', 'perf', '--policies', 'policies', ...args]);
    expect(ended.exitCode).toBe(exitCode);
    expect(textOf(ended).startsWith(stdout)).toBe(true);
    for (const line of linesOf(textOf(ended))) expect(line).toMatch(/^[\x20-\x7e]{1,80}$/);
  });

  it('takes policies from standard input', async () => {
    const list = readFileSync(`${fixtures}policies/cluster.yaml`);
    const ended = await toe(['test', 'perf', '--policies', '-', '-o', 'json', '--', 'record', '-a'], list);
    expect(ended.exitCode).toBe(0);
    expect(JSON.parse(textOf(ended))).toMatchObject({
      verdict: 'allow',
      policy: 'perf-shop',
      argv: expect.arrayContaining(['--all-user']),
    });
  });

  it('lets no control character of an argument through to the terminal', async () => {
    const ended = await toe(['test', 'perf', '--', 'record', '\u001b]0;x\u0007', '\u202e\u009b2J']);
    expect(ended.exitCode).toBe(1);
    expect(textOf(ended)).toContain('\\u{1b}]0;x\\u{7}');
    expect(textOf(ended) + ended.stderr).toMatch(/^[\x20-\x7e\n]+$/);
  });
});

describe('toe policy test --corpus', () => {
  const ids = [
    'A1',
    'A2',
    'A3',
    'D1',
    'D2',
    'D3',
    'D4\u001b[2J\ufffd',
    'D5',
    6,
    null,
    null,
    null,
    null,
    null,
  ];
  const file = `${fixtures}policies-corpus.jsonl`;

  it('gives a row for every line, in ASCII, and sums up', async () => {
    const ended = await toe(['test', '--corpus', 'policies-corpus.jsonl']);
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout.every((byte) => byte === 0x0a || (byte >= 0x20 && byte < 0x7f))).toBe(true);
    const rows = linesOf(textOf(ended)).map((row) => JSON.parse(row));
    expect(rows.map(({ id }) => id)).toEqual([...ids, 'W1', 'W2']);
    const allowed = rows.filter(({ verdict }) => verdict === 'allow');
    expect(allowed.map(({ id }) => id)).toEqual(['A1', 'A2', 'A3', null, 'W2']);
    for (const { argv, verdict } of rows) expect(argv.length > 0).toBe(verdict === 'allow');
    expect(ended.stderr).toBe(`16 lines: 5 allowed, 11 refused; 2 differ from the verdict of the file
Allowed, where the file says deny: W2
Refused, where the file says allow: W1
Without a verdict in the file: 5 lines
`);
  });

  it('exits with 1 where that is asked for and verdicts differ', async () => {
    const ended = await toe(['test', '--corpus', '-', '--expect'], readFileSync(file));
    expect(ended.exitCode).toBe(1);
    expect(linesOf(textOf(ended))).toHaveLength(16);
    expect((await toe(['test', '--corpus', '-', '--expect'], '')).exitCode).toBe(0);
  });

  it('reads a hundred thousand lines', async () => {
    const line = '{"id":"x","tool":"perf","argv":["record","-F","99","-a"],"verdict":"allow"}\n';
    const ended = await toe(['test', '--corpus', '-', '--expect'], line.repeat(100_000));
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toMatch(/^100000 lines: 100000 allowed, 0 refused; 0 differ/);
    expect(ended.stdout.filter((byte) => byte === 0x0a)).toHaveLength(100_000);
  });

  it('ends where its reader goes away', async () => {
    const child = spawn(launcher, ['policy', 'test', '--corpus', '-'], { stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdin.on('error', () => undefined);
    child.stdin.end(readFileSync(file, 'utf8').repeat(20_000));
    child.stdout.once('data', () => child.stdout.destroy());
    const [exitCode] = await once(child, 'close');
    expect(exitCode).toBe(1);
  });
});

describe('toe policy explain and lint', () => {
  it('explain the grammar that is left', async () => {
    const ended = await toe(['explain', 'perf', 'record', '--policies', 'policies', '-n', 'shop']);
    expect(ended.exitCode).toBe(0);
    expect(textOf(ended)).toMatch(/^Usage: perf record \[options\] \[-- sleep N\]\n/);
    expect(textOf(ended)).toContain('1 to 199');
    for (const line of linesOf(textOf(ended))) expect(line).toMatch(/^[\x20-\x7e]{0,80}$/);
    expect((await toe(['explain', 'perf', 'stat', '--policies', 'policies'])).exitCode).toBe(1);
    expect((await toe(['explain', 'nope'])).exitCode).toBe(2);
  });

  it('tell what was read, and faults with file and line', async () => {
    const good = await toe(['lint', 'policies']);
    expect([good.exitCode, textOf(good)]).toEqual([0, '']);
    expect(good.stderr).toBe(
      'Read 2 files: 1 argument policy, 1 config, 2 of other kinds: 0 faults, 0 warnings\n',
    );
    const list = readFileSync(`${fixtures}policies/cluster.yaml`, 'utf8');
    const bad = await toe(
      ['lint', '-'],
      list.replace('max: 199', 'max: 1999').replace('--all-user', '--output'),
    );
    expect(bad.exitCode).toBe(1);
    const faults = linesOf(textOf(bad));
    expect(faults).toEqual([
      expect.stringMatching(/^stdin:[0-9]+: fault: .*1 to 999/),
      expect.stringMatching(/^stdin:[0-9]+: fault: .*defaultArgs: .*"--output" has no place/),
    ]);
    expect((await toe(['lint', 'nowhere'])).exitCode).toBe(2);
  });
});
