import type { WindowReader } from './window-reader.ts';

const headerBytes = 68;

/**
 * Whether the recording's chunks go to the very end of the file; the size of one is written when it is finished (JDK,
 * jdk.jfr.internal.consumer.ChunkHeader). Undefined: complete.
 */
export async function checkJfr(reader: WindowReader): Promise<string | undefined> {
  let at = 0;
  while (at < reader.sizeBytes) {
    const header = await reader.read(at, headerBytes);
    if (header === undefined) return 'ends in the header of a chunk';
    if (header.toString('latin1', 0, 4) !== 'FLR\0') return `has no chunk of a recording at ${at}`;
    const size = header.readBigUInt64BE(8);
    if (size < BigInt(headerBytes)) return 'has a chunk that was not finished';
    if (BigInt(at) + size > BigInt(reader.sizeBytes)) return 'ends inside a chunk';
    at += Number(size);
  }
  return undefined;
}
