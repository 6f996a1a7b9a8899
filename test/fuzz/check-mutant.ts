import { isDeepStrictEqual } from 'node:util';
import type { ArgumentRequest, ArgumentVerdict } from '../../shared/arguments/check-arguments.ts';
import type { Engine } from './engine.ts';
import { type Context, type Harm, judge } from './judge/judge.ts';
import { describeMutant, type Mutant } from './mutant.ts';

type Allowed = Extract<ArgumentVerdict, { readonly kind: 'allowed' }>;

/** What became of a mutant. `fault` says what must never be. */
export type MutantReport =
  | { readonly kind: 'refused' }
  /** Accepted, for the tool itself to refuse it before anything is captured. */
  | { readonly kind: 'leftToTheTool' }
  | { readonly kind: 'accepted'; readonly argv: readonly string[]; readonly judgeMs: number }
  | { readonly kind: 'faulty'; readonly fault: string };

const targetPids: ReadonlySet<number> = new Set([1234, 5678]);
const netDevices: ReadonlySet<string> = new Set(['eth0', 'any']);
const maxSeconds = 600;
const context: Context = { targetPids, netDevices, maxSeconds };
const maxTokens = 64;
const printable = /^[\x20-\x7e]+$/;

/** Checks a mutant and, where it is accepted, everything that has to be true of what would be executed. */
export function checkMutant(mutant: Mutant, engine: Engine): MutantReport {
  const verdict = engine.check(toRequest(mutant, mutant.args));
  if (verdict.kind === 'refused') {
    return printable.test(verdict.message)
      ? { kind: 'refused' }
      : toFaulty(mutant, [], `is refused with what cannot be printed: ${JSON.stringify(verdict.message)}`);
  }
  const fault =
    findFormFault(verdict.argv) ??
    findScopeFault(mutant, verdict) ??
    findRepeatFault(mutant, verdict, engine) ??
    findLockFault(mutant, verdict);
  if (fault !== undefined) return toFaulty(mutant, verdict.argv, fault);
  const before = performance.now();
  const judgement = judge(mutant.tool, toJudged(verdict), context);
  const judgeMs = performance.now() - before;
  if (judgement.kind === 'harmful' && isLeftToTheTool(judgement.harm, verdict))
    return { kind: 'leftToTheTool' };
  if (judgement.kind === 'harmful')
    return toFaulty(mutant, verdict.argv, `${judgement.harm}: ${judgement.why}`);
  const neighbour = findAcceptedNeighbour(mutant, engine);
  if (neighbour !== undefined)
    return toFaulty(
      mutant,
      verdict.argv,
      `is accepted with ${neighbour} as well, which is no name of an option`,
    );
  return { kind: 'accepted', argv: verdict.argv, judgeMs };
}

function toFaulty(mutant: Mutant, argv: readonly string[], why: string): MutantReport {
  return { kind: 'faulty', fault: `${describeMutant(mutant)} → ${JSON.stringify(argv)}: ${why}` };
}

/**
 * A packet filter of known words that is none as a whole: the agent lets tcpdump compile it before it captures anything.
 * Without the filter the line has to be harmless.
 */
function isLeftToTheTool(harm: Harm, { tool, argv, subcommand, canonicalArgs }: Allowed): boolean {
  const hasFilter = subcommand.rehearsal !== undefined && canonicalArgs.includes('--');
  if (harm !== 'unreadable' || !hasFilter) return false;
  return judge(tool.tool, argv.slice(0, argv.indexOf('--')), context).kind === 'harmless';
}

function toRequest({ tool, locked, scope }: Mutant, args: readonly string[]): ArgumentRequest {
  return { tool, args, lockedArgs: locked, durationMs: maxSeconds * 1_000, scope, targetPids, netDevices };
}

function findFormFault(argv: readonly string[]): string | undefined {
  if (argv.length > maxTokens) return `has ${argv.length} arguments`;
  const odd = argv.find((token) => !printable.test(token));
  return odd === undefined ? undefined : `has ${JSON.stringify(odd)}, which is not printable`;
}

/** All that they show is of the network namespace that they run in. */
const networkTools: ReadonlySet<string> = new Set(['tcpdump', 'ss', 'ethtool']);

/** For pods the agent gives the pids, once, or lets the tool run in their network; for a node it gives none. */
function findScopeFault({ tool, scope }: Mutant, { argv }: Allowed): string | undefined {
  const count = argv.filter((token) => token.includes('{pids}')).length;
  return count === (scope === 'pods' && !networkTools.has(String(tool)) ? 1 : 0)
    ? undefined
    : `has ${count} places for pids with scope ${scope}`;
}

function findRepeatFault(mutant: Mutant, first: Allowed, engine: Engine): string | undefined {
  const second = engine.check(toRequest(mutant, first.canonicalArgs));
  if (isDeepStrictEqual(second, first)) return undefined;
  const canonical = JSON.stringify(first.canonicalArgs);
  return second.kind === 'refused'
    ? `its canonical ${canonical} is refused: ${second.message}`
    : `its canonical ${canonical} becomes ${JSON.stringify(second.canonicalArgs)}`;
}

/** A locked option stands on the line with its value, and no other time. */
function findLockFault({ locked }: Mutant, { argv, subcommand }: Allowed): string | undefined {
  const [given = '', value] = locked;
  const name = subcommand.options.find(({ names }) => names.includes(given))?.names[0];
  if (name === undefined) return locked.length === 0 ? undefined : `lacks ${given}, which is locked`;
  const end = argv.indexOf('--');
  const options = end < 0 ? argv : argv.slice(0, end);
  const places = options.flatMap((token, at) =>
    token === name && !isInjected(at, argv, subcommand) ? [at] : [],
  );
  const [place] = places;
  if (place === undefined || places.length > 1) return `has ${places.length} times ${name}, which is locked`;
  return value === undefined || options[place + 1] === value
    ? undefined
    : `has ${name} ${options[place + 1]}, and ${value} is locked`;
}

/** Whether the place is one of those that the agent adds after the options. */
function isInjected(at: number, argv: readonly string[], { injected }: Allowed['subcommand']): boolean {
  if (injected.length === 0) return false;
  const start = argv.findLastIndex((_token, from) =>
    injected.every((token, offset) => argv[from + offset] === token),
  );
  return at >= start && at < start + injected.length;
}

/** Long names are taken whole and in their own letters, whatever the tool's own parser makes of others. */
function findAcceptedNeighbour(mutant: Mutant, engine: Engine): string | undefined {
  for (const [at, token] of mutant.args.entries()) {
    const [name = '', ...value] = token.split('=');
    if (!/^--[a-z]{3}/.test(name)) continue;
    for (const other of [name.slice(0, -1), `${name}s`, name.toUpperCase()]) {
      const neighbour = mutant.args.with(at, [other, ...value].join('='));
      if (engine.check(toRequest(mutant, neighbour)).kind === 'allowed') return other;
    }
  }
  return undefined;
}

/**
 * The argv in the judge's words. aperf names its files by a plain name in the directory that it runs in, which is the
 * run's own: such names of the agent's are outputs. Where one process is the most, the slot of pids is one of a pid.
 */
function toJudged({ tool, argv, subcommand }: Allowed): readonly string[] {
  const { confinement } = subcommand;
  const isOne = confinement !== undefined && 'maxPids' in confinement && confinement.maxPids === 1;
  const own =
    tool.tool === 'aperf'
      ? new Map([
          ['-r', 'aperf'],
          ['-t', '.'],
        ])
      : undefined;
  return argv.map((token, at) => {
    if (token === '{pids}' && isOne) return '{pid}';
    return own?.get(argv[at - 1] ?? '') === token ? '{out:archive}' : token;
  });
}
