import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SliceOrder } from './fuzz-worker.ts';
import type { Slice } from './run-slice.ts';
import { addTallies, noTally, type Tally } from './tally.ts';

/** More than there are cores, so that none waits long for the last. */
const slices = 16;

/** Runs a whole fuzz on all cores; what comes of it does not depend on how many there are. */
export async function runFuzz(fuzz: Omit<Slice, 'index' | 'of'>, root: string): Promise<Tally> {
  const waiting = Array.from({ length: slices }, (_, index): Slice => ({ ...fuzz, index, of: slices }));
  let total = noTally;
  const work = async (): Promise<void> => {
    for (let slice = waiting.shift(); slice !== undefined; slice = waiting.shift()) {
      const tally = await runInWorker({ slice, root });
      total = addTallies(total, tally);
    }
  };
  await Promise.all(Array.from({ length: Math.min(slices, availableParallelism()) }, work));
  return total;
}

/** One part in a thread of its own. */
export async function runInWorker(order: SliceOrder): Promise<Tally> {
  const worker = new Worker(new URL('./fuzz-worker.ts', import.meta.url), { workerData: order });
  return await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`A worker of the fuzz ended with ${code}`)));
  });
}
