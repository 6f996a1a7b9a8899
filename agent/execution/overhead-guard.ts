/** What a run may take of its node's CPU, and how that is measured. */
export interface OverheadRule {
  /** Per cent of one core. */
  readonly percent: number;
  /** How long after the start what it takes does not count: starting may be dear, and the cap holds meanwhile. */
  readonly settleMs: number;
  /** What is taken is averaged over this long. */
  readonly windowMs: number;
}

/** So long after its start no run is judged by what it costs: starting is no state that lasts. */
export const guardSettleMs = 5_000;

/** The rule of a command: a first judgement after 15 s, one a second from then on. */
export function makeOverheadRule(percent: number): OverheadRule {
  return { percent, settleMs: guardSettleMs, windowMs: 10_000 };
}

/** What a run took over the window, when that was too much. */
export interface Overhead {
  readonly percent: number;
  readonly allowedPercent: number;
  readonly overMs: number;
}

interface Sample {
  readonly sinceStartMs: number;
  readonly cpuUs: number;
}

/**
 * Averages what a run takes over a window that slides, so that neither an instant nor what it took long ago decides.
 * Samples may come late and in any rhythm: the window is then longer, never shorter.
 */
export class OverheadGuard {
  readonly #rule: OverheadRule;
  /** The oldest one is as old as the window or, while that fills, as old as can be. */
  #samples: readonly Sample[] = [];

  constructor(rule: OverheadRule) {
    this.#rule = rule;
  }

  /** Takes the CPU time used since the start; tells when it was too much over the last window. */
  note(sample: Sample): Overhead | undefined {
    const { percent: allowedPercent, settleMs, windowMs } = this.#rule;
    if (sample.sinceStartMs < settleMs) return undefined;
    const samples = [...this.#samples, sample];
    const isOld = ({ sinceStartMs }: Sample): boolean => sample.sinceStartMs - sinceStartMs >= windowMs;
    const oldest = Math.max(0, samples.findLastIndex(isOld));
    this.#samples = samples.slice(oldest);
    const [first = sample] = this.#samples;
    if (!isOld(first)) return undefined;
    const overMs = sample.sinceStartMs - first.sinceStartMs;
    const percent = (sample.cpuUs - first.cpuUs) / (overMs * 10);
    return percent > allowedPercent ? { percent, allowedPercent, overMs } : undefined;
  }
}
