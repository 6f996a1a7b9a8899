import { benignLines, hostileLines } from '../argv-lines/all-lines.ts';
import { isBenign, isText, readCorpus } from '../argv-lines/read-corpus.ts';
import { toTokens } from '../argv-lines/tool-lines.ts';

/** A benign line, its subcommand apart. */
export interface BaseLine {
  readonly tool: string;
  readonly subcommand: readonly string[];
  readonly args: readonly string[];
}

/** What mutants are made of. */
export interface LinePools {
  readonly bases: readonly BaseLine[];
  /** Parts of benign lines: an option, or an option and the argument after it. By `poolKey`. */
  readonly pieces: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** Distinct arguments of benign lines. By `poolKey`. */
  readonly benignTokens: ReadonlyMap<string, readonly string[]>;
  /** Whole hostile lines, without their subcommand, by tool. */
  readonly hostileLines: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** Distinct arguments of hostile lines, by tool. */
  readonly hostileTokens: ReadonlyMap<string, readonly string[]>;
  /** Distinct arguments of all hostile lines of all tools. */
  readonly allHostileTokens: readonly string[];
}

export function poolKey(tool: string, subcommand: readonly string[]): string {
  return [tool, ...subcommand].join(' ');
}

/** Reads the project's own table, and the corpus where there is one. */
export function readLinePools(): LinePools {
  const bases: BaseLine[] = benignLines.map(({ tool, subcommand, args }) => {
    const words = toTokens(subcommand);
    return { tool, subcommand: words, args: args.slice(words.length) };
  });
  const subcommandsOf = Map.groupBy(bases, ({ tool }) => tool);
  const take = (tool: string, args: readonly string[]): BaseLine => {
    const known = subcommandsOf.get(tool)?.map(({ subcommand }) => subcommand) ?? [];
    const subcommand = known.find((words) => words.every((word, at) => args[at] === word)) ?? [];
    return { tool, subcommand, args: args.slice(subcommand.length) };
  };
  const hostile = hostileLines.map(({ tool, args }) => take(tool, args));
  for (const line of readCorpus()) {
    if (isText(line.argv)) (isBenign(line) ? bases : hostile).push(take(line.tool, line.argv));
  }
  const byTool = Map.groupBy(hostile, ({ tool }) => tool);
  const distinct = (lines: readonly BaseLine[]): readonly string[] => [
    ...new Set(lines.flatMap(({ args }) => args)),
  ];
  const bySubcommand = [...Map.groupBy(bases, ({ tool, subcommand }) => poolKey(tool, subcommand))];
  return {
    bases,
    pieces: new Map(bySubcommand.map(([key, lines]) => [key, toPieces(lines.map(({ args }) => args))])),
    benignTokens: new Map(bySubcommand.map(([key, lines]) => [key, distinct(lines)])),
    hostileLines: new Map([...byTool].map(([tool, lines]) => [tool, lines.map(({ args }) => args)])),
    hostileTokens: new Map([...byTool].map(([tool, lines]) => [tool, distinct(lines)])),
    allHostileTokens: distinct(hostile),
  };
}

function toPieces(lines: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const pieces = new Map<string, readonly string[]>();
  for (const args of lines) {
    for (const [at, token] of args.entries()) {
      if (!token.startsWith('-') || token === '--') continue;
      const next = args[at + 1];
      const piece = next === undefined || next.startsWith('-') ? [token] : [token, next];
      pieces.set(piece.join(' '), piece);
    }
  }
  return [...pieces.values()];
}
