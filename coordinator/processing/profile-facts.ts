import { type EventQuality, type InputQuality, isClockEvent } from './perf/input-quality.ts';

/** One input as parsed. */
export interface ParsedInput {
  readonly node: string;
  readonly quality: InputQuality;
  /** Whether the text ended where it should; what came before a broken end counts. */
  readonly isWhole: boolean;
}

/**
 * What weights count: `samples` when every sample stands for the same amount, else the sum of periods, in
 * nanoseconds of a clock or in the event's own counts.
 */
type Unit = 'samples' | 'nanoseconds' | 'counts';

/** What is to be said about a whole profile; shares are of its samples, between 0 and 1. */
export interface ProfileFacts {
  readonly nodes: readonly string[];
  /** The event that is shown: the one with most samples. */
  readonly event: string;
  readonly unit: Unit;
  readonly samples: number;
  /** What one sample stands for, where all stand for the same time; else undefined. */
  readonly nanosecondsPerSample: number | undefined;
  /** Undefined when neither the period nor the header tells, or when nodes differ. */
  readonly hz: number | undefined;
  /** Between the first and the last sample, of the node where that is longest. */
  readonly durationSeconds: number;
  readonly threads: number;
  readonly withoutFramesShare: number;
  readonly unresolvedShare: number;
  readonly idleShare: number;
  readonly cutSamples: number;
  readonly badLines: number;
  /** Undefined when no input says. */
  readonly lostSamples: number | undefined;
  /** Samples of events that are not shown. */
  readonly otherEventSamples: number;
  /** Inputs that could be read only in part. */
  readonly brokenInputs: number;
}

/** Decides event and unit and adds the inputs up; undefined when there is no sample. */
export function gatherFacts(inputs: readonly ParsedInput[]): ProfileFacts | undefined {
  const event = chooseEvent(inputs);
  if (event === undefined) return undefined;
  const all = inputs.flatMap(({ quality }) => quality.events);
  const shown = all.filter((counts) => counts.event === event);
  const samples = sum(shown, (counts) => counts.samples);
  const period = findFixedPeriod(shown);
  const isClock = isClockEvent(event);
  const hasPeriods = shown.every((counts) => counts.minPeriod > 0);
  const lost = inputs.flatMap(({ quality }) => quality.lostSamples ?? []);
  return {
    nodes: [...new Set(inputs.map(({ node }) => node))].sort(),
    event,
    unit: period !== undefined || !hasPeriods ? 'samples' : isClock ? 'nanoseconds' : 'counts',
    samples,
    nanosecondsPerSample: isClock && period !== undefined && period > 0 ? period : undefined,
    hz: isClock && period !== undefined && period > 0 ? roundHz(1e9 / period) : findHeaderHz(inputs),
    durationSeconds: Math.max(...shown.map((counts) => counts.lastSeconds - counts.firstSeconds)),
    threads: sum(inputs, ({ quality }) => quality.threads),
    withoutFramesShare: sum(shown, (counts) => counts.samplesWithoutFrames) / samples,
    unresolvedShare: sum(shown, (counts) => counts.unresolvedSamples) / samples,
    idleShare: sum(shown, (counts) => counts.idleSamples) / samples,
    cutSamples: sum(inputs, ({ quality }) => quality.cutSamples),
    badLines: sum(inputs, ({ quality }) => quality.badLines),
    lostSamples: lost.length > 0 ? sum(lost, (count) => count) : undefined,
    otherEventSamples: sum(all, (counts) => counts.samples) - samples,
    brokenInputs: inputs.filter(({ isWhole }) => !isWhole).length,
  };
}

/** The event with most samples over all inputs; the first by name of equals. */
function chooseEvent(inputs: readonly ParsedInput[]): string | undefined {
  const samples = new Map<string, number>();
  for (const { event, samples: count } of inputs.flatMap(({ quality }) => quality.events))
    samples.set(event, (samples.get(event) ?? 0) + count);
  const order = [...samples].sort(([left, many], [right, more]) => more - many || (left < right ? -1 : 1));
  return order[0]?.[0];
}

/** The period of every sample of every input, when it is one and the same. */
function findFixedPeriod(shown: readonly EventQuality[]): number | undefined {
  const period = shown[0]?.minPeriod;
  const isFixed = shown.every(({ minPeriod, maxPeriod }) => minPeriod === period && maxPeriod === period);
  return isFixed ? period : undefined;
}

function findHeaderHz(inputs: readonly ParsedInput[]): number | undefined {
  const first = inputs[0]?.quality.headerHz;
  return inputs.every(({ quality }) => quality.headerHz === first) ? first : undefined;
}

/** perf rounds the period to whole nanoseconds: 1,001,001 ns is 999 Hz. */
function roundHz(hz: number): number {
  return Math.abs(hz - Math.round(hz)) < 0.01 ? Math.round(hz) : Math.round(hz * 100) / 100;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
