import { parentPort, workerData } from 'node:worker_threads';
import { loadEngine } from './engine.ts';
import { readLinePools } from './line-pools.ts';
import { runSlice, type Slice } from './run-slice.ts';

// One part of a fuzz in a thread of its own; answers with its tally.

export interface SliceOrder {
  readonly slice: Slice;
  /** Where the engine lies. */
  readonly root: string;
}

const { slice, root }: SliceOrder = workerData;
parentPort?.postMessage(runSlice(slice, await loadEngine(root), readLinePools()));
