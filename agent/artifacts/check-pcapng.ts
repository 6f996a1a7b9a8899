import type { WindowReader } from './window-reader.ts';

const sectionType = 0x0a0d_0d0a;
const smallestBlock = 12;

/**
 * Whether the blocks go to the very end of the file, each with the same length before and after its body, starting
 * with a section (draft-ietf-opsawg-pcapng, 3.1 and 4.1). Undefined: complete.
 */
export async function checkPcapng(reader: WindowReader): Promise<string | undefined> {
  let isLittle: boolean | undefined;
  for (let at = 0; at < reader.sizeBytes; ) {
    const start = await reader.read(at, smallestBlock);
    if (start === undefined) return 'ends in the header of a block';
    if (start.readUInt32LE(0) === sectionType) isLittle = findOrder(start.toString('hex', 8, 12));
    if (isLittle === undefined) return `has no pcapng section at ${at}`;
    const length = readLength(start, 4, isLittle);
    if (length < smallestBlock || length % 4 !== 0) return `has a pcapng block of ${length} bytes at ${at}`;
    const end = await reader.read(at + length - 4, 4);
    if (end === undefined) return 'ends inside a block';
    if (readLength(end, 0, isLittle) !== length) return `has a pcapng block with two lengths at ${at}`;
    at += length;
  }
  return undefined;
}

/** Whether the numbers of a section have their low byte first, by its magic. */
function findOrder(magic: string): boolean | undefined {
  if (magic === '4d3c2b1a') return true;
  return magic === '1a2b3c4d' ? false : undefined;
}

function readLength(bytes: Buffer, at: number, isLittle: boolean): number {
  return isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}
