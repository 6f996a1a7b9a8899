import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import { context, itJudges } from './judge-lines.ts';

interface CorpusLine {
  readonly id: string;
  readonly tool: string;
  readonly argv: readonly string[];
  readonly verdict: 'allow' | 'deny';
}

/** Hostile lines that do no harm as they stand, each with the reason. */
const harmlessAsTheyStand: ReadonlyMap<string, string> = new Map([
  ['D150', 'prints names of devices, no more'],
  ['D179', 'shows more of the target, which is traced anyway'],
  ['D236', 'has no count: a stop signal ends it'],
  ['D237', 'has no count: a stop signal ends it'],
  ['D238', 'has no count: a stop signal ends it'],
  ['D248', 'goes on until a stop signal, which ends it'],
  ['D256', 'prints what the card holds, changes nothing'],
  ['D304', 'shows more of the target, which is read anyway'],
]);

/** Hostile lines that do no harm once the agent's parts stand on them as on a benign line. */
const harmlessAsExecuted: ReadonlyMap<string, string> = new Map([
  ...harmlessAsTheyStand,
  ['D070', 'is a rate above what is sensible: the kernel lowers it'],
  ['D082', 'records much: the cap on the output bounds it'],
  ['D083', 'runs until a signal, as its own remark permits'],
  ['D098', 'says twice no: build ids are collected, which is the default'],
  ['D136', 'shows a secret of the one who asks, on their own line'],
  ['D140', 'is a count above what is sensible'],
]);

const besideTheCheckout = fileURLToPath(new URL('../../../../shared/argv/corpus.jsonl', import.meta.url));
const path = process.env.TOE_ARGV_CORPUS ?? besideTheCheckout;
const corpus: readonly CorpusLine[] = existsSync(path)
  ? readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
      .filter(({ argv }) => argv.every((token: unknown) => typeof token === 'string'))
  : [];

/** The line as a careful agent would execute it: with its output, the pinned sleep, the run's name. */
function asExecuted({ tool, argv }: CorpusLine): readonly string[] {
  switch (tool) {
    case 'perf': {
      const withSleep = argv.map((token, at) => {
        const isCommand = argv[at - 1] === '--' || at === argv.length - 2;
        return token === 'sleep' && isCommand ? '/bin/sleep' : token;
      });
      const at = withSleep.indexOf('record');
      const isRecord = at === 0 || (at === 1 && withSleep[0] === 'sched');
      return isRecord ? withSleep.toSpliced(at + 1, 0, '-o', '{out:profile}') : withSleep;
    }
    case 'tcpdump':
      return ['-n', ...argv];
    case 'py-spy':
      return argv[0] === 'record' ? ['record', '-o', '{out:profile}', ...argv.slice(1)] : argv;
    case 'aperf':
      return argv.map((token, at) =>
        argv[at - 1] === '-r' && /^[a-z0-9][a-z0-9-]*$/.test(token) ? '{out:run}' : token,
      );
    default:
      return argv;
  }
}

describe.runIf(corpus.length > 0)('a line of the corpus', () => {
  const hostile = corpus.filter(({ verdict }) => verdict === 'deny');
  const benign = corpus.filter(({ verdict }) => verdict === 'allow');

  it.each(hostile)('$id $tool $argv is harmful unless listed', (line) => {
    const expected = harmlessAsTheyStand.has(line.id) ? 'harmless' : 'harmful';
    expect(judge(line.tool, line.argv, context).kind).toBe(expected);
  });

  it.each(hostile)('$id $tool $argv is harmful as executed unless listed', (line) => {
    const expected = harmlessAsExecuted.has(line.id) ? 'harmless' : 'harmful';
    expect(judge(line.tool, asExecuted(line), context).kind).toBe(expected);
  });

  it.each(benign)('$id $tool $argv is harmless as executed', (line) => {
    expect(judge(line.tool, asExecuted(line), context)).toEqual({ kind: 'harmless' });
  });
});

describe('a tool that is not known', () => {
  it.each(['sh', 'gcore', 'perf ', 'Perf', '/usr/bin/perf', '__proto__', 'constructor', ''])(
    '%j executes',
    (tool) => {
      expect(judge(tool, [], context)).toMatchObject({ kind: 'harmful', harm: 'executes' });
    },
  );
});

describe('node-snapshot', () => {
  itJudges('node-snapshot', [
    ['', 'harmless'],
    ['--all', 'unreadable'],
    ['{out:x}', 'unreadable'],
    [[''], 'unreadable'],
  ]);
});
