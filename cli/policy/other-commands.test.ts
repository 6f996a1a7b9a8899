import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PolicyFolder } from '../../test/builders/policy-folder.ts';
import { configText, policyText } from './policies.fixture.ts';

const folder = new PolicyFolder();
const narrow = policyText('narrow', ['{names: [-F], value: {max: 99}}', '{names: [-a]}']);

describe('toe policy test --corpus', () => {
  const corpus = [
    { id: 'a', tool: 'perf', argv: ['record', '-a'], verdict: 'allow' },
    { id: 'b', tool: 'perf', argv: ['record', '-g', '-a'], verdict: 'deny' },
    7,
  ];
  const text = corpus.map((row) => `${JSON.stringify(row)}\n`).join('');

  it('writes a row for each line, sums up on stderr, and exits with 0 although verdicts differ', async () => {
    const file = await folder.put('corpus.jsonl', text);
    const { exitCode, stdout, stderr } = await folder.toePolicy('test', '--corpus', file);
    expect(exitCode).toBe(0);
    const rows = stdout.split('\n').slice(0, -1);
    expect(rows.map((row) => Object.keys(JSON.parse(row)))).toEqual(
      Array.from({ length: 3 }, () => ['id', 'verdict', 'argv', 'rule', 'message']),
    );
    expect(rows.map((row) => JSON.parse(row))).toMatchObject([
      { id: 'a', verdict: 'allow' },
      { id: 'b', verdict: 'allow' },
      { id: null, verdict: 'deny', rule: 'shape', message: expect.stringContaining('line 3') },
    ]);
    expect(stderr).toBe(`3 lines: 2 allowed, 1 refused; 1 differs from the verdict of the file
Allowed, where the file says deny: b
Without a verdict in the file: 1 line
`);
  });

  it('exits with 1 where verdicts differ and that is not expected', async () => {
    const file = await folder.put('corpus.jsonl', text);
    expect((await folder.toePolicy('test', '--corpus', file, '--expect')).exitCode).toBe(1);
    const policies = await folder.put('perf.yaml', narrow);
    const bound = await folder.toePolicy(
      'test',
      '--corpus',
      file,
      '--expect',
      '--quiet',
      '--policies',
      policies,
    );
    expect([bound.exitCode, bound.stderr]).toEqual([0, '']);
  });

  it('does not begin where a policy of any tool has a fault', async () => {
    const file = await folder.put('corpus.jsonl', text);
    const policies = await folder.put(
      'ss.yaml',
      policyText('ss', ['{names: [-K]}'], { tool: 'ss', subcommand: '' }),
    );
    const { exitCode, stdout, stderr } = await folder.toePolicy(
      'test',
      '--corpus',
      file,
      '--policies',
      policies,
    );
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('ss.yaml:');
  });
});

describe('toe policy explain', () => {
  it('prints the usage of a subcommand and exits with 0', async () => {
    const { exitCode, stdout } = await folder.toePolicy('explain', 'perf', 'sched', 'record');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Usage: perf sched record \[-- sleep N\]\n/);
    expect(stdout).not.toContain('perf stat');
  });

  it('exits with 1 where the policies leave nothing of it', async () => {
    const policies = await folder.put('perf.yaml', narrow);
    const { exitCode, stdout, stderr } = await folder.toePolicy(
      'explain',
      'perf',
      'stat',
      '--policies',
      policies,
    );
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Cannot explain "perf stat": the rules leave only record');
  });

  it.each([
    [['\u001b[31m'], 'Cannot explain tool "\\u{1b}[31m": no agent has it'],
    [['perf', 'nope\u001b[2J'], 'Cannot explain "nope\\u{1b}[2J" of perf'],
    [[], 'missing required argument'],
  ])('exits with 2 for %j', async (args, why) => {
    const { exitCode, stdout, stderr } = await folder.toePolicy('explain', ...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(why);
  });
});

describe('toe policy lint', () => {
  it('says what it read and exits with 0', async () => {
    await folder.put('all.yaml', `${narrow}---\n${configText('perf', { policy: 'narrow' })}`);
    await folder.put('other.yaml', 'kind: ConfigMap\n');
    const { exitCode, stdout, stderr } = await folder.toePolicy('lint', folder.path);
    expect([exitCode, stdout]).toEqual([0, '']);
    expect(stderr).toBe(
      'Read 2 files: 1 argument policy, 1 config, 1 of other kinds: 0 faults, 0 warnings\n',
    );
  });

  it('tells all faults of all files and exits with 1', async () => {
    await folder.put('a.yaml', policyText('perf', ['{names: [-o]}', '{names: [-Z]}']));
    await folder.put('b.yaml', 'kind: [\n');
    await folder.put('c.yaml', configText('perf', { policy: 'perf', defaultArgs: '[-w, x]' }));
    const { exitCode, stdout, stderr } = await folder.toePolicy('lint', folder.path);
    expect(exitCode).toBe(1);
    const places = stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => line.slice(folder.path.length + 1));
    expect(places.toSorted()).toEqual([
      expect.stringMatching(/^a\.yaml:[0-9]+: fault: .*"-Z/),
      expect.stringMatching(/^a\.yaml:[0-9]+: fault: .*"-o/),
      expect.stringMatching(/^b\.yaml:[0-9]+: fault: /),
      expect.stringMatching(/^c\.yaml:8: fault: spec\.subcommands\[0\]\.defaultArgs: .*"-w" has no place/),
    ]);
    expect(stderr).toContain('1 broken: 4 faults, 0 warnings\n');
  });

  it('exits with 1 for warnings only where they count', async () => {
    const policies = await folder.put('narrow.yaml', narrow);
    const lenient = await folder.toePolicy('lint', policies);
    expect([lenient.exitCode, lenient.stdout.match(/: warning: /g)?.length]).toEqual([0, 1]);
    expect((await folder.toePolicy('lint', '--strict', policies)).exitCode).toBe(1);
  });

  it('exits with 2 for what cannot be read', async () => {
    const { exitCode, stderr } = await folder.toePolicy('lint', join(folder.path, 'nope'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there is no such file');
  });

  it('keeps hostile texts of files from the terminal', async () => {
    const text = `${narrow.replace('{names: [-a]}', '{names: ["-\\u001b[31m\\u009b"]}')}`;
    const { stdout } = await folder.toePolicy('lint', await folder.put('x.yaml', text));
    expect(stdout).toMatch(/^[\x20-\x7e\n…]+$/);
  });
});
