import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../shared/runtime/durable-files.ts';
import { hasCode } from '../shared/runtime/has-code.ts';

/**
 * The epoch of a standalone coordinator: one more than that of the last start with this data directory, durable
 * before it is used, so that agents can refuse the orders of an earlier one.
 */
export async function nextEpoch(dataDirectory: string): Promise<number> {
  const path = join(dataDirectory, 'epoch');
  const epoch = (await readLastEpoch(path)) + 1;
  await replaceFile(path, `${epoch}\n`);
  return epoch;
}

async function readLastEpoch(path: string): Promise<number> {
  try {
    const epoch = Number(await readFile(path, 'utf8'));
    if (Number.isSafeInteger(epoch) && epoch >= 0) return epoch;
    throw new Error(`Cannot read the epoch: "${path}" holds no whole number: restore it or remove it`);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
}
