import type { WindowReader } from './window-reader.ts';

const newline = 0x0a;

/** Whether the last line ends: tools write whole lines. Undefined: complete. */
export async function checkText(reader: WindowReader): Promise<string | undefined> {
  const last = await reader.read(reader.sizeBytes - 1, 1);
  return last?.[0] === newline ? undefined : 'ends in the middle of a line';
}
