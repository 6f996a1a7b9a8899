import { join } from 'node:path';
import { readEpoch, writeEpoch } from '../../leadership/epoch-file.ts';

/**
 * The epoch of a standalone coordinator: one more than that of the last start with this data directory, durable
 * before it is used, so that agents can refuse the orders of an earlier one.
 */
export async function nextEpoch(dataDirectory: string): Promise<number> {
  const path = join(dataDirectory, 'epoch');
  const epoch = (await readEpoch(path)) + 1;
  await writeEpoch(path, epoch);
  return epoch;
}
