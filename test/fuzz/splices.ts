import type { BaseLine, LinePools } from './line-pools.ts';
import type { Mutant } from './mutant.ts';

/** All ways to put a hostile fragment into a benign line, each by its number. */
export interface Splices {
  readonly count: number;
  at(number: number): Mutant;
}

/**
 * Every hostile argument of any tool, and every whole hostile line of the same tool, at every place of every benign
 * line, the subcommand's words included: between two arguments, and instead of one.
 */
export function makeSplices({ bases, allHostileTokens, hostileLines }: LinePools): Splices {
  const single = allHostileTokens.map((token) => [token]);
  const starts: number[] = [];
  let count = 0;
  for (const base of bases) {
    starts.push(count);
    const fragments = single.length + (hostileLines.get(base.tool)?.length ?? 0);
    count += fragments * countPlaces(base);
  }
  const at = (number: number): Mutant => {
    const index = findLast(starts, number);
    const base = bases[index];
    if (base === undefined) throw new RangeError(`Cannot make splice ${number}: there are ${count}`);
    const { tool, subcommand } = base;
    const args = [...subcommand, ...base.args];
    const rest = number - (starts[index] ?? 0);
    const places = countPlaces(base);
    const fragment = Math.floor(rest / places);
    const tokens = single[fragment] ?? hostileLines.get(tool)?.[fragment - single.length] ?? [];
    const place = rest % places;
    const isBetween = place <= args.length;
    const spliced = isBetween
      ? args.toSpliced(place, 0, ...tokens)
      : args.toSpliced(place - args.length - 1, 1, ...tokens);
    return { tool, args: spliced, locked: [], scope: 'node' };
  };
  return { count, at };
}

/** Between the arguments, before and after them, and instead of each. */
function countPlaces({ subcommand, args }: BaseLine): number {
  return 2 * (subcommand.length + args.length) + 1;
}

/** The last place whose number is not above the one that is looked for; numbers rise. */
function findLast(numbers: readonly number[], wanted: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((numbers[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}
