import type { WindowReader } from './window-reader.ts';

const headerBytes = 24;
const recordHeaderBytes = 16;
const magics = new Map([
  ['d4c3b2a1', 'little'],
  ['4d3cb2a1', 'little'],
  ['a1b2c3d4', 'big'],
  ['a1b23c4d', 'big'],
]);

/** Whether the records go to the very end of the file (draft-ietf-opsawg-pcap). Undefined: complete. */
export async function checkPcap(reader: WindowReader): Promise<string | undefined> {
  const header = await reader.read(0, headerBytes);
  const order = magics.get(header?.toString('hex', 0, 4) ?? '');
  if (order === undefined) return 'is no pcap file: the magic is missing';
  let at = headerBytes;
  while (at < reader.sizeBytes) {
    const record = await reader.read(at, recordHeaderBytes);
    if (record === undefined) return 'ends in the header of a packet';
    at += recordHeaderBytes + (order === 'little' ? record.readUInt32LE(8) : record.readUInt32BE(8));
  }
  return at > reader.sizeBytes ? 'ends inside a packet' : undefined;
}
