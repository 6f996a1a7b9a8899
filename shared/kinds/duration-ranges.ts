import type { KindName } from './kinds.ts';

/** What a duration of a spec may be. `place` leads to it from `spec`, `*` standing for every entry of a list. */
export interface DurationRange {
  readonly place: readonly string[];
  readonly minMs: number;
  readonly maxMs: number;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** The ranges of every duration, which the spec rules and the CRDs' CEL rules both hold. */
export const durationRanges: Readonly<Record<KindName, readonly DurationRange[]>> = {
  PowerTool: [
    { place: ['tool', 'duration'], minMs: 5 * second, maxMs: 24 * hour },
    { place: ['tool', 'warmup'], minMs: 0, maxMs: 24 * hour },
    { place: ['start', 'leadTime'], minMs: 100, maxMs: 10 * minute },
    { place: ['output', 'uploadDeadline'], minMs: second, maxMs: 30 * 24 * hour },
  ],
  PowerToolConfig: [
    { place: ['limits', 'duration'], minMs: 5 * second, maxMs: 24 * hour },
    { place: ['subcommands', '*', 'stop', 'gracePeriod'], minMs: 0, maxMs: 10 * minute },
  ],
  PowerToolArgumentPolicy: [{ place: ['maxDuration'], minMs: 5 * second, maxMs: 24 * hour }],
  PowerToolProcessing: [{ place: ['timeout'], minMs: second, maxMs: 24 * hour }],
};
