/** One exchange of four timestamps, all in microseconds, each on the monotonic clock of the side that took it. */
export interface ClockSample {
  readonly probeSentUs: number;
  readonly agentReceivedUs: number;
  readonly agentSentUs: number;
  readonly replyReceivedUs: number;
}

/** What to add to the coordinator's monotonic clock to have the agent's, and how wrong that can be. */
export interface ClockEstimate {
  readonly offsetUs: number;
  readonly uncertaintyUs: number;
}

const keptSamples = 16;
/** Two crystal clocks drift apart by some 20 millionths, so an old sample is worth less than its delay says. */
const driftPerUs = 20e-6;

/** Adds a sample to the last 16. A sample in which time ran backwards is left out. */
export function addClockSample(samples: readonly ClockSample[], sample: ClockSample): readonly ClockSample[] {
  if (delayOf(sample) < 0) return samples;
  return [...samples, sample].slice(-keptSamples);
}

/**
 * The offset by the sample with the smallest bound of error, as NTP's clock filter chooses: half the round trip,
 * plus the drift since it was taken. Undefined without a sample.
 */
export function estimateClock(samples: readonly ClockSample[], nowUs: number): ClockEstimate | undefined {
  let best: ClockEstimate | undefined;
  for (const sample of samples) {
    const ageUs = Math.max(0, nowUs - sample.replyReceivedUs);
    const uncertaintyUs = delayOf(sample) / 2 + ageUs * driftPerUs;
    if (best === undefined || uncertaintyUs <= best.uncertaintyUs) {
      best = { offsetUs: offsetOf(sample), uncertaintyUs };
    }
  }
  return best;
}

function delayOf(sample: ClockSample): number {
  return sample.replyReceivedUs - sample.probeSentUs - (sample.agentSentUs - sample.agentReceivedUs);
}

function offsetOf(sample: ClockSample): number {
  return Math.round(
    (sample.agentReceivedUs - sample.probeSentUs + (sample.agentSentUs - sample.replyReceivedUs)) / 2,
  );
}
