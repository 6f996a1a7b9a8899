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
    { place: ['start', 'startDeadline'], minMs: 0, maxMs: 24 * hour },
    { place: ['targets', 'waitFor'], minMs: 0, maxMs: 24 * hour },
    { place: ['output', 'rollingInterval'], minMs: 0, maxMs: 24 * hour },
    { place: ['output', 'uploadDeadline'], minMs: second, maxMs: 30 * 24 * hour },
    { place: ['output', 'retention'], minMs: minute, maxMs: 3650 * 24 * hour },
    { place: ['failurePolicy', 'backoff', 'initial'], minMs: second, maxMs: hour },
    { place: ['failurePolicy', 'backoff', 'max'], minMs: second, maxMs: 24 * hour },
    { place: ['trigger', 'cooldown'], minMs: 0, maxMs: 30 * 24 * hour },
  ],
  PowerToolConfig: [
    { place: ['limits', 'duration'], minMs: 5 * second, maxMs: 24 * hour },
    { place: ['subcommands', '*', 'stop', 'gracePeriod'], minMs: 0, maxMs: 10 * minute },
  ],
  PowerToolArgumentPolicy: [
    { place: ['maxDuration'], minMs: 5 * second, maxMs: 24 * hour },
    { place: ['namespaces', '*', 'maxDuration'], minMs: 5 * second, maxMs: 24 * hour },
  ],
  PowerToolProcessing: [{ place: ['timeout'], minMs: second, maxMs: 24 * hour }],
};

/** What an amount of a spec has to be at least; bytes must also be countable, which they are below 8192Ti. */
export interface AmountRange {
  readonly place: readonly string[];
  readonly of: 'bytes' | 'cpu';
  readonly least: string;
}

/** A second is enough for the largest page of memory: with less a tool would seem to hang. */
export const leastBandwidth = '64Ki';

/** The ranges of every amount, which the spec rules and the CRDs' CEL rules both hold. */
export const amountRanges: Readonly<Record<KindName, readonly AmountRange[]>> = {
  PowerTool: [
    { place: ['output', 'maxBytesPerNode'], of: 'bytes', least: '1' },
    { place: ['output', 'maxUploadRate'], of: 'bytes', least: '10k' },
    { place: ['budgets', 'maxTotalBytes'], of: 'bytes', least: '1' },
  ],
  PowerToolConfig: [
    { place: ['limits', 'outputBytes'], of: 'bytes', least: '1' },
    { place: ['limits', 'readBytesPerSecond'], of: 'bytes', least: leastBandwidth },
    { place: ['limits', 'writeBytesPerSecond'], of: 'bytes', least: leastBandwidth },
    { place: ['resources', 'limits', 'cpu'], of: 'cpu', least: '10m' },
    { place: ['resources', 'limits', 'memory'], of: 'bytes', least: '1Mi' },
    { place: ['resources', 'requests', 'memory'], of: 'bytes', least: '0' },
  ],
  PowerToolArgumentPolicy: [],
  PowerToolProcessing: [{ place: ['resources', 'limits', 'memory'], of: 'bytes', least: '16Mi' }],
};

/** Label keys and values as Kubernetes has them: an optional DNS subdomain and `/`, then a name. */
export const labelKeyPattern =
  '^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$';
export const labelValuePattern = '^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$';
