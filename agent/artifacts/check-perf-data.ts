import type { WindowReader } from './window-reader.ts';

const headerBytes = 104;
const sectionBytes = 16;

interface Section {
  readonly name: string;
  readonly offset: bigint;
  readonly size: bigint;
}

/**
 * Whether perf closed the file: it writes the data section's size and the feature sections at the end only (Linux,
 * tools/perf/Documentation/perf.data-file-format.txt). Undefined: complete; else what is wrong.
 */
export async function checkPerfData(reader: WindowReader): Promise<string | undefined> {
  const header = await reader.read(0, headerBytes);
  if (header === undefined || header.toString('latin1', 0, 8) !== 'PERFILE2')
    return 'is no perf.data file: the magic is missing';
  if (header.readBigUInt64LE(8) !== BigInt(headerBytes)) return 'has a perf.data header of an unknown size';
  const attributes = readSection(header, 24, 'attributes');
  const content = readSection(header, 40, 'data');
  const bitmap = [72, 80, 88, 96].map((at) => header.readBigUInt64LE(at));
  const size = BigInt(reader.sizeBytes);
  if (content.size === 0n) return 'has no data: perf was killed before it closed the file';
  for (const section of [attributes, content]) {
    const problem = findOutside(section, size);
    if (problem !== undefined) return problem;
  }
  const table = content.offset + content.size;
  const count = bitmap.reduce((sum, word) => sum + countBits(word), 0);
  for (let index = 0; index < count; index += 1) {
    const entry = await reader.read(Number(table) + index * sectionBytes, sectionBytes);
    if (entry === undefined) return 'ends in the table of its features';
    const problem = findOutside(readSection(entry, 0, `feature ${index}`), size);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function readSection(bytes: Buffer, at: number, name: string): Section {
  return { name, offset: bytes.readBigUInt64LE(at), size: bytes.readBigUInt64LE(at + 8) };
}

function findOutside({ name, offset, size }: Section, fileSize: bigint): string | undefined {
  return offset + size > fileSize ? `ends before its section "${name}" does` : undefined;
}

function countBits(word: bigint): number {
  let count = 0;
  for (let rest = word; rest !== 0n; rest &= rest - 1n) count += 1;
  return count;
}
