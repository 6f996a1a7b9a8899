/** A pass over a run looks at every node: some 5 µs for each. */
const gapPerNodeMs = 0.02;
/** Mere progress of the nodes is taken up together. */
const leastProgressGapMs = 250;
const progressGapPerNodeMs = 0.2;

/**
 * How long news of a run waits for more of its kind, in milliseconds, so that passes over thousands of nodes leave most
 * of the time to what the nodes say: 0.1 s for 5,000, nothing for a few.
 */
export function passGapMs(nodes: number): number {
  return nodes * gapPerNodeMs;
}

/** The same for progress, which nobody waits for. */
export function progressGapMs(nodes: number): number {
  return Math.max(leastProgressGapMs, nodes * progressGapPerNodeMs);
}
