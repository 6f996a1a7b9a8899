import { readFile } from 'node:fs/promises';
import type { StampKeys } from './stamp.ts';

const keyBytes = 32;

/** Reads keys, one a line in base64, the one that stamps first. Throws a RangeError that names the line, never the key. */
export function parseStampKeys(text: string): StampKeys {
  const lines = text.split('\n').map((line) => line.trim());
  const keys = lines.flatMap((line, index) => {
    if (line === '') return [];
    const key = Buffer.from(line, 'base64');
    const isKey = /^[A-Za-z0-9+/]+=*$/.test(line) && key.length === keyBytes;
    if (!isKey)
      throw new RangeError(`line ${index + 1} is no key: ${keyBytes} random bytes in base64 are right`);
    return [key];
  });
  const [first, ...others] = keys;
  if (first === undefined) throw new RangeError('it holds no key: 32 random bytes in base64 are right');
  return [first, ...others];
}

/** Reads the file of keys; throws an Error that names it. */
export async function readStampKeys(path: string): Promise<StampKeys> {
  try {
    return parseStampKeys(await readFile(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot read the stamp keys (TOE_STAMP_KEY) from "${path}": ${why}`, { cause: error });
  }
}
