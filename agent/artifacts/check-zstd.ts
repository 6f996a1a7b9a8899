import type { WindowReader } from './window-reader.ts';

const frameMagic = 0xfd2f_b528;
const skippableMagic = 0x184d_2a50;
const dictionaryIdBytes = [0, 1, 2, 4];
const contentSizeBytes = [0, 2, 4, 8];

/**
 * Whether every frame has its last block and its checksum, by walking the blocks (RFC 8878, 3.1). Undefined:
 * complete; else what is wrong.
 */
export async function checkZstd(reader: WindowReader): Promise<string | undefined> {
  let at = 0;
  while (at < reader.sizeBytes) {
    const start = await reader.read(at, 8);
    const short = start ?? (await reader.read(at, 5));
    if (short === undefined) return 'ends in the header of a zstd frame';
    const magic = short.readUInt32LE(0);
    if ((magic & 0xffff_fff0) >>> 0 === skippableMagic) {
      if (start === undefined) return 'ends in the header of a zstd frame';
      at += 8 + start.readUInt32LE(4);
    } else if (magic === frameMagic) {
      const end = await walkFrame(reader, at, short.readUInt8(4));
      if (typeof end === 'string') return end;
      at = end;
    } else return `has bytes at ${at} that are no zstd frame`;
  }
  return at > reader.sizeBytes ? 'ends inside a zstd frame' : undefined;
}

/** The offset after the frame, or what is wrong with it. */
async function walkFrame(reader: WindowReader, start: number, descriptor: number): Promise<number | string> {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const sizeField = sizeFlag === 0 && isSingleSegment ? 1 : (contentSizeBytes[sizeFlag] ?? 0);
  let at = start + 5 + (isSingleSegment ? 0 : 1) + (dictionaryIdBytes[descriptor & 3] ?? 0) + sizeField;
  for (let isLast = false; !isLast; ) {
    const header = await reader.read(at, 3);
    if (header === undefined) return 'ends before the last block of a zstd frame';
    const bits = header.readUIntLE(0, 3);
    const type = (bits >> 1) & 3;
    if (type === 3) return `has a broken zstd block at ${at}`;
    isLast = (bits & 1) === 1;
    at += 3 + (type === 1 ? 1 : bits >> 3);
  }
  at += (descriptor & 4) === 0 ? 0 : 4;
  return at > reader.sizeBytes ? 'ends inside a zstd frame' : at;
}
