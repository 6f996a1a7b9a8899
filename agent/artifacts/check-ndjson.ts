import type { WindowReader } from './window-reader.ts';

const maxLineBytes = 64 * 1024;

/** Whether the last line ends and is JSON; its writer appends whole lines. Undefined: complete. */
export async function checkNdjson(reader: WindowReader): Promise<string | undefined> {
  const length = Math.min(maxLineBytes, reader.sizeBytes);
  const tail = await reader.read(reader.sizeBytes - length, length);
  if (tail === undefined || tail.at(-1) !== 0x0a) return 'ends in the middle of a line';
  const start = tail.lastIndexOf(0x0a, -2) + 1;
  if (start === 0 && length < reader.sizeBytes) return undefined;
  try {
    JSON.parse(tail.toString('utf8', start));
    return undefined;
  } catch {
    return 'has a last line that is no JSON';
  }
}
