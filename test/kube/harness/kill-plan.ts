import { type Moment, moments } from './run-moments.ts';
import { makeRandom, shuffle } from './seeded-random.ts';

/** When a leader is to be killed, and in the life of which capture. */
export interface PlannedKill {
  readonly index: number;
  readonly moment: Moment;
  /** After the moment has begun. */
  readonly afterMs: number;
  readonly tool: 'perf' | 'node-snapshot';
}

/** How long moments last at least; the others are over in the time that it takes to see them. */
const spans: Readonly<Partial<Record<Moment, number>>> = {
  'before the plan': 20,
  preparing: 100,
  running: 4_500,
  stopping: 50,
  sealing: 100,
  uploading: 400,
  processing: 300,
};

/** A capture without perf is over in an instant there. */
const needsPerf: ReadonlySet<Moment> = new Set(['stopping', 'sealing', 'uploading', 'processing']);

/** Every moment comes as often as every other, up to one, in an order and at instants that follow from the seed. */
export function planKills(seed: number, count: number): readonly PlannedKill[] {
  const random = makeRandom(seed);
  const rounds = Array.from({ length: Math.ceil(count / moments.length) }, () => shuffle(moments, random));
  return rounds
    .flat()
    .slice(0, count)
    .map((moment, index) => ({
      index,
      moment,
      afterMs: Math.floor(random() * (spans[moment] ?? 0)),
      tool: needsPerf.has(moment) || random() < 0.5 ? 'perf' : 'node-snapshot',
    }));
}

/** A bar for each moment. */
export function drawHistogram(seen: readonly Moment[]): string {
  const bars = moments.map((moment) => {
    const count = seen.filter((each) => each === moment).length;
    return `${moment.padEnd(16)} ${'#'.repeat(count)}`.trimEnd();
  });
  return bars.join('\n');
}
