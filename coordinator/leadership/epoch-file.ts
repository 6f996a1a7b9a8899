import { readFile } from 'node:fs/promises';
import { replaceFile } from '../../shared/runtime/durable-files.ts';
import { hasCode } from '../../shared/runtime/has-code.ts';

/** The epoch that a file holds; 0 where there is no such file. Throws where it holds something else. */
export async function readEpoch(path: string): Promise<number> {
  try {
    const epoch = Number(await readFile(path, 'utf8'));
    if (Number.isSafeInteger(epoch) && epoch >= 0) return epoch;
    throw new Error(`Cannot read the epoch: "${path}" holds no whole number: restore it or remove it`);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
}

/** Makes an epoch durable in the file. */
export async function writeEpoch(path: string, epoch: number): Promise<void> {
  await replaceFile(path, `${epoch}\n`);
}
