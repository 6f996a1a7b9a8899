import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type Dialect, readGetoptLong } from './getopt-long.ts';
import type { Option, Reading } from './option.ts';
import { readPerfOptions } from './perf-options.ts';
import { gdbOptions } from './tools/gdb.ts';
import { recordOptions } from './tools/perf-record.ts';
import { ssOptions } from './tools/ss.ts';
import { straceOptions } from './tools/strace.ts';
import { tcpdumpOptions } from './tools/tcpdump.ts';
import { vmstatOptions } from './tools/vmstat.ts';

/** No tool has it, so that every tool stops here at the latest, before it does anything. */
const unknown = '--no-such-option';

/** What a tool says before it ends; nothing is read and nothing is written. */
function sayOf(tool: string, argv: readonly string[]): string {
  const { error, stdout, stderr } = spawnSync(tool, argv, {
    encoding: 'utf8',
    input: '',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (error !== undefined) throw error;
  return stdout + stderr;
}

/** Whether a tool says that it does not take the token before the unknown one. */
function isRefused(said: string): boolean {
  const others = said.split('\n').filter((line) => !/no-such-option/.test(line));
  return others.some((line) =>
    /ambiguous|doesn't allow|takes no value|unrecognized|unknown|did you mean/i.test(line),
  );
}

function refusesFirst(readings: readonly Reading[]): boolean {
  return (
    readings[0]?.kind === 'refused' ||
    (readings[1]?.kind === 'refused' && !readings[1].why.includes('no-such'))
  );
}

/** Tokens that every version reads in one way: whole, abbreviated, ambiguous, taken back, joined, misspelt. */
const perfTokens = [
  '--freq=9 --fre --f --all-cp --all-c --all-cpus=1 --no-all-cpus --no-all-cpus=1 --no-o --outp=x --no-outp --inherit',
  '--no-inherit --no-no-inherit --no-no-buildid --buildid --n --no- --samp --sample-c --vmlinu --freqx --real',
  '-all-cpus -agF9 -F9 -qz9 -z -I?',
].flatMap((line) => line.split(' '));

describe("perf's own parser and the judge's", () => {
  it.each(perfTokens)('agree on %s', (token) => {
    const argv = ['--dry-run', token, unknown, unknown];
    const { options } = readPerfOptions(argv, recordOptions);
    expect(refusesFirst(options.slice(1))).toBe(isRefused(sayOf('perf', ['record', ...argv])));
  });

  it('leave what follows the first operand to the command', () => {
    const argv = ['--dry-run', '-a', '-', unknown];
    expect(readPerfOptions(argv, recordOptions).command).toHaveLength(2);
    expect(sayOf('perf', ['record', ...argv])).not.toContain('no-such-option');
  });
});

interface GnuTool {
  readonly tool: string;
  readonly table: readonly Option[];
  readonly dialect: Dialect;
  readonly tokens: readonly string[];
}

const gnuTools: readonly GnuTool[] = [
  {
    tool: 'vmstat',
    table: vmstatOptions,
    dialect: {},
    tokens: ['--unit=k', '--un', '--s', '--disk', '--di', '--wide=1'],
  },
  {
    tool: 'ss',
    table: ssOptions,
    dialect: {},
    tokens: ['--ne', '--n', '--kil', '--diag=-', '--tcp=1', '--ipv', '--reso'],
  },
  {
    tool: 'strace',
    table: straceOptions,
    dialect: { stopAtOperand: true },
    tokens: [
      '--inj=x',
      '--st',
      '--outp',
      '--output-a',
      '--daemonize=session',
      '--signal',
      '--summary-only=1',
      '--vers',
    ],
  },
  {
    tool: 'gdb',
    table: gdbOptions,
    dialect: { longOnly: true },
    tokens: [
      '-ba',
      '-co',
      '-comm=x',
      '-p1234',
      '-pi',
      '-t',
      '-ev',
      '--nx=1',
      '-batch-s',
      '-wri',
      '-e',
      '-ix',
    ],
  },
  {
    tool: 'tcpdump',
    table: tcpdumpOptions,
    dialect: {},
    tokens: [
      '--list',
      '--list-i',
      '--relinq=x',
      '--outp',
      '--mon',
      '--n',
      '--inter',
      '--print=1',
      '--buff=1',
    ],
  },
];

describe.each(gnuTools)("$tool's parser and the judge's", ({ tool, table, dialect, tokens }) => {
  const isThere = spawnSync(tool, ['--version']).error === undefined;

  it.runIf(isThere).each(tokens.map((token) => ({ token })))('agree on $token', ({ token }) => {
    const argv = [token, unknown, unknown];
    expect(refusesFirst(readGetoptLong(argv, table, dialect))).toBe(isRefused(sayOf(tool, argv)));
  });
});
