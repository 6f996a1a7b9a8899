import type { AllowedDeed } from './allowed-deeds.ts';
import { findAllowance, findForbidden, listDeeds, outlived } from './deeds.ts';
import { findHarmed } from './find-faults.ts';
import { findLack, type KnownLack } from './known-lacks.ts';
import type { Line } from './make-lines.ts';
import { type LineRun, type RunOptions, runLine } from './run-line.ts';

/** What the tool made of an accepted line. */
export type LineEnd =
  /** It took it: it ended well by itself, or when it was stopped, and its files are complete. */
  | { readonly kind: 'done' | 'stopped' }
  /** It did not take it for want of something that not every machine has. */
  | { readonly kind: 'lacking'; readonly lack: KnownLack }
  /** It did not take it, or does not stop as the baseline says: the catalogue is wrong. */
  | { readonly kind: 'refused'; readonly message: string };

/** What came of an accepted line. */
export interface Proof {
  readonly argv: readonly string[];
  readonly end: LineEnd;
  /** What the tool did that nothing allows. */
  readonly forbidden: readonly string[];
  /** Rules by which it did something beyond its directory. */
  readonly allowances: readonly AllowedDeed[];
}

/** A tool that had no time to begin is given this many times as much before it is judged. */
const patience = 6;

/** Runs a line, its rehearsal first where there is one, and judges what the tool made of it and what it did. */
export async function proveLine(line: Line, options: RunOptions): Promise<Proof> {
  const { rehearsal } = line.verdict.subcommand;
  const rehearsed =
    rehearsal === undefined ? undefined : await proveOnce(toRehearsal(line, rehearsal), options);
  const isRehearsed = rehearsed === undefined || rehearsed.end.kind === 'done';
  if (!isRehearsed) return rehearsed;
  const first = await proveOnce(line, options);
  const proof =
    first.end.kind === 'refused'
      ? await proveOnce(line, { ...options, momentMs: options.momentMs * patience })
      : first;
  const all = [rehearsed, first, proof];
  const forbidden = new Set(all.flatMap((each) => each?.forbidden ?? []));
  const allowances = new Set(all.flatMap((each) => each?.allowances ?? []));
  return { ...proof, forbidden: [...forbidden], allowances: [...allowances] };
}

/** The same line as `rehearse` has it checked. */
function toRehearsal(line: Line, rehearsal: readonly string[]): Line {
  const { verdict } = line;
  const argv = [...rehearsal, ...verdict.canonicalArgs];
  return { ...line, verdict: { ...verdict, argv, subcommand: { ...verdict.subcommand, outputs: [] } } };
}

async function proveOnce(line: Line, options: RunOptions): Promise<Proof> {
  const { tool } = line.verdict.tool;
  const run = await runLine(line, options);
  const targetPids = options.world.targetPids;
  const deeds = listDeeds(run.calls, { tool, directory: run.directory, targetPids });
  const isAlone = !deeds.includes(outlived);
  const allowances = deeds.map((deed) => findAllowance(deed, tool)).filter((rule) => rule !== undefined);
  const forbidden = findForbidden(deeds, tool).filter((deed) => deed !== outlived);
  return {
    argv: run.argv,
    end: toEnd(tool, run, isAlone),
    forbidden: [...forbidden, ...(await findHarmed(targetPids))],
    allowances,
  };
}

function toEnd(tool: string, run: LineRun, isAlone: boolean): LineEnd {
  const { argv, ending, faults, isDone, said } = run;
  const isGood = ending.ending === 'succeeded' && faults.length === 0;
  if (isGood && isAlone) return { kind: isDone ? 'done' : 'stopped' };
  const lack = isGood ? undefined : findLack(tool, argv, said);
  if (lack !== undefined) return { kind: 'lacking', lack };
  const left = isAlone ? [] : ['what it started outlived it'];
  const message = [ending.message, ...faults, ...left].filter((text) => text !== '').join('; ');
  return { kind: 'refused', message };
}
