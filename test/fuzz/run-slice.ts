import fc from 'fast-check';
import { toShape } from './argv-shape.ts';
import { checkMutant } from './check-mutant.ts';
import type { Engine } from './engine.ts';
import type { LinePools } from './line-pools.ts';
import type { Mutant } from './mutant.ts';
import { makeMutants } from './mutants.ts';
import { makeSplices } from './splices.ts';
import { addTallies, type Tally } from './tally.ts';

/** A part of a fuzz. The same numbers give the same mutants. */
export interface Slice {
  readonly seed: number;
  /** Which of how many parts. */
  readonly index: number;
  readonly of: number;
  /** Of all parts together; at most as many splices as there are. */
  readonly splices: number;
  readonly randoms: number;
}

/** Counts what became of the mutants that it is shown. */
class Counter {
  #mutants = 0;
  #accepted = 0;
  #leftToTheTool = 0;
  #judgeMs = 0;
  readonly #shapes = new Set<string>();
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** The fault, where there is one. */
  show(mutant: Mutant): string | undefined {
    this.#mutants += 1;
    const report = checkMutant(mutant, this.#engine);
    if (report.kind === 'faulty') return report.fault;
    if (report.kind === 'leftToTheTool') this.#leftToTheTool += 1;
    if (report.kind !== 'accepted') return undefined;
    this.#accepted += 1;
    this.#judgeMs += report.judgeMs;
    this.#shapes.add(toShape(mutant.tool, report.argv));
    return undefined;
  }

  tally(faults: readonly string[]): Tally {
    return {
      mutants: this.#mutants,
      accepted: this.#accepted,
      leftToTheTool: this.#leftToTheTool,
      judgeMs: this.#judgeMs,
      shapes: this.#shapes,
      faults,
    };
  }
}

/** Random mutants, then splices, up to the first fault. */
export function runSlice(slice: Slice, engine: Engine, pools: LinePools): Tally {
  const randoms = runRandoms(slice, engine, pools);
  return randoms.faults.length > 0 ? randoms : addTallies(randoms, runSplices(slice, engine, pools));
}

/** A fault is told with the fewest changes that still have it. */
function runRandoms(slice: Slice, engine: Engine, pools: LinePools): Tally {
  const counter = new Counter(engine);
  let fault: string | undefined;
  const property = fc.property(makeMutants(pools), (mutant) => {
    // Mutants that come after the first fault are made to shrink it: they do not count.
    const found = fault === undefined ? counter.show(mutant) : findFault(mutant, engine);
    fault = found ?? fault;
    return found === undefined;
  });
  const seed = slice.seed + slice.index;
  const { failed, errorInstance } = fc.check(property, {
    seed,
    numRuns: Math.ceil(slice.randoms / slice.of),
  });
  if (failed && fault === undefined) throw errorInstance ?? new Error('A mutant could not be checked');
  return counter.tally(fault === undefined ? [] : [fault]);
}

function findFault(mutant: Mutant, engine: Engine): string | undefined {
  const report = checkMutant(mutant, engine);
  return report.kind === 'faulty' ? report.fault : undefined;
}

/** Every n-th splice from one that the seed chooses, so that each part goes through all tools. */
function runSplices(slice: Slice, engine: Engine, pools: LinePools): Tally {
  const splices = makeSplices(pools);
  const counter = new Counter(engine);
  const wanted = Math.min(slice.splices, splices.count);
  const stride = splices.count / Math.max(1, wanted);
  const first = slice.seed % splices.count;
  for (let number = slice.index; number < wanted; number += slice.of) {
    const fault = counter.show(splices.at((first + Math.floor(number * stride)) % splices.count));
    if (fault !== undefined) return counter.tally([fault]);
  }
  return counter.tally([]);
}
