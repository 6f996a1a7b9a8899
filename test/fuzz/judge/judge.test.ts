import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Context, judge } from './judge.ts';
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

/** Lines as a careful agent executes them, for what must hold wherever a word is put. */
const careful: readonly (readonly [string, string])[] = [
  ['perf', 'record -F 99 -a -g -e cycles:u -o {out:profile} -- /bin/sleep 30'],
  ['perf', 'stat -e cycles,instructions -p {pids} -I 1000 -- /bin/sleep {durationSeconds}'],
  ['perf', 'trace -s -p 1234 -o {out:trace}'],
  ['perf', 'sched record -o {out:profile} -- /bin/sleep 5'],
  ['aperf', 'record -r {out:run} -i 1 -p 60 --profile'],
  ['tcpdump', '-i eth0 -nn -c 100 -w {out:capture} tcp port 443'],
  ['strace', '-f -tt -e trace=network -o {out:trace} -p {pids}'],
  ['bpftrace', '-f json {script:biolatency.bt}'],
  ['iostat', '-xz -p sda 1 10'],
  ['sar', '-n DEV -u ALL 1 10'],
  ['mpstat', '-P ALL 1 10'],
  ['vmstat', '-w 1 10'],
  ['pidstat', '-u -p {pids} 1 10'],
  ['ss', '-tin state established'],
  ['ethtool', '-S eth0'],
  ['asprof', '-d 30 -e cpu -o collapsed -f {out:profile} {pid}'],
  ['py-spy', 'record --pid {pid} --duration 30 -o {out:profile}'],
  ['jcmd', '{pid} Thread.print -l'],
];

describe('a careful line', () => {
  it.each(careful)('%s %s is harmless', (tool, line) => {
    expect(judge(tool, line.split(' '), context)).toEqual({ kind: 'harmless' });
  });

  const hostileWords = [
    '/etc/x',
    '-o/etc/x',
    '--output=/etc/x',
    '../x',
    '{out:../x}',
    '$(id)',
    '{pid}{pid}',
    '\u2014o',
  ];
  it.each(careful)('%s %s is harmful with a hostile word anywhere', (tool, line) => {
    const argv = line.split(' ');
    for (const word of hostileWords) {
      for (let at = 0; at <= argv.length; at += 1) {
        const spoilt = argv.toSpliced(at, 0, word);
        expect({ spoilt, kind: judge(tool, spoilt, context).kind }).toEqual({ spoilt, kind: 'harmful' });
      }
    }
  });

  it.each(careful)('%s %s is harmful when a target is exchanged', (tool, line) => {
    const foreign: Context = { targetPids: new Set([99]), netDevices: new Set(['lo']), maxSeconds: 4 };
    const isTargeted = /\b1234\b|eth0|-p 60|sleep [0-9]|duration 30|-d 30/.test(line);
    expect(judge(tool, line.split(' '), foreign).kind).toBe(isTargeted ? 'harmful' : 'harmless');
  });
});

describe('any list of words', () => {
  const word = fc.oneof(
    fc.constantFrom(
      ...careful.flatMap(([, line]) => line.split(' ')),
      '--',
      '-',
      '',
      '-e',
      '--filter',
      '{pids}',
      '/x',
    ),
    fc.string({ maxLength: 40, unit: 'binary' }),
    fc.string({
      minLength: 200,
      maxLength: 1000,
      unit: fc.constantFrom('a', ',', ':', '/', '-', ' ', '.', '0', '='),
    }),
  );

  it('is judged, with a reason for each harm', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...careful.map(([tool]) => tool)),
        fc.array(word, { maxLength: 8 }),
        (tool, argv) => {
          const judgement = judge(tool, argv, context);
          expect(judgement.kind === 'harmless' || judgement.why.length > 0).toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
