/** What a part of the fuzz came to. */
export interface Tally {
  readonly mutants: number;
  /** Judged harmless. */
  readonly accepted: number;
  readonly leftToTheTool: number;
  readonly judgeMs: number;
  readonly shapes: ReadonlySet<string>;
  /** At most one of each part. */
  readonly faults: readonly string[];
}

export const noTally: Tally = {
  mutants: 0,
  accepted: 0,
  leftToTheTool: 0,
  judgeMs: 0,
  shapes: new Set(),
  faults: [],
};

export function addTallies(one: Tally, other: Tally): Tally {
  return {
    mutants: one.mutants + other.mutants,
    accepted: one.accepted + other.accepted,
    leftToTheTool: one.leftToTheTool + other.leftToTheTool,
    judgeMs: one.judgeMs + other.judgeMs,
    shapes: one.shapes.union(other.shapes),
    faults: [...one.faults, ...other.faults],
  };
}

/** Below it the generator is too dull: it would find nothing in what is accepted. */
const leastAccepted = 0.05;

/** Why a fuzz has failed; empty when it has not. */
export function findFailures({ mutants, accepted, faults }: Tally): readonly string[] {
  const share = accepted / Math.max(1, mutants);
  return share < leastAccepted
    ? [...faults, `Only ${(share * 100).toFixed(1)} % of the mutants were accepted: at least 5 % are needed`]
    : faults;
}
