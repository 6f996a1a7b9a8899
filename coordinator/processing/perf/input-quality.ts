/** What one input said about one event. Shares are of its samples. */
export interface EventQuality {
  /** The event without its modifiers, such as `cpu-clock`. */
  readonly event: string;
  readonly samples: number;
  readonly samplesWithoutFrames: number;
  /** Samples whose innermost frame has no symbol. */
  readonly unresolvedSamples: number;
  /** Samples of the idle thread (`swapper`). */
  readonly idleSamples: number;
  readonly minPeriod: number;
  readonly maxPeriod: number;
  readonly firstSeconds: number;
  readonly lastSeconds: number;
}

/** What is to be known about one input before its graph is believed. */
export interface InputQuality {
  readonly events: readonly EventQuality[];
  /** Threads seen, counted up to 100,000. */
  readonly threads: number;
  readonly badLines: number;
  /** Samples whose stack was cut at a limit of depth or number; their weight is kept. */
  readonly cutSamples: number;
  /** As PERF_RECORD_LOST lines tell; undefined when there was none, which does not prove that nothing was lost. */
  readonly lostSamples: number | undefined;
  /** `sample_freq` of the text's header comments, when it has them and they name a frequency. */
  readonly headerHz: number | undefined;
}

/** Whether an event's period is nanoseconds of a clock (perf-list(1): cpu-clock, task-clock). */
export function isClockEvent(event: string): boolean {
  return event === 'cpu-clock' || event === 'task-clock';
}

/** `EventQuality` while samples pass. */
export type EventCounts = { -readonly [Field in keyof EventQuality]: EventQuality[Field] };

export function startCounts(event: string): EventCounts {
  return {
    event,
    samples: 0,
    samplesWithoutFrames: 0,
    unresolvedSamples: 0,
    idleSamples: 0,
    minPeriod: Number.POSITIVE_INFINITY,
    maxPeriod: 0,
    firstSeconds: Number.POSITIVE_INFINITY,
    lastSeconds: 0,
  };
}

export function countSample(counts: EventCounts, period: number, timeSeconds: number): void {
  counts.samples += 1;
  if (period < counts.minPeriod) counts.minPeriod = period;
  if (period > counts.maxPeriod) counts.maxPeriod = period;
  if (timeSeconds < counts.firstSeconds) counts.firstSeconds = timeSeconds;
  if (timeSeconds > counts.lastSeconds) counts.lastSeconds = timeSeconds;
}
