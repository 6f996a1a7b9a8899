import { open } from 'node:fs/promises';

const tailBytes = 64 * 1024;

/** The last lines of a log from `offset` on; none where the file is not there. */
export async function readLastLines(path: string, offset: number, count: number): Promise<readonly string[]> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    const start = Math.max(offset, size - tailBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, size - start)), 0, null, start);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    return lines.filter((line) => line.trim() !== '').slice(-count);
  } catch {
    return [];
  }
}

/**
 * What a process says of its own end: the plain sentences among its last lines, such as `toe-agent: Cannot …`; else
 * from the last thrown error on; else the last lines as they are.
 */
export function pickFault(lines: readonly string[]): readonly string[] {
  const plain = lines.filter((line) => /^toe-(coordinator|agent): /.test(line));
  if (plain.length > 0) return plain;
  const thrown = lines.findLastIndex((line) => /^[A-Za-z]*Error\b/.test(line));
  return thrown >= 0 ? lines.slice(thrown, thrown + 5) : lines.slice(-5);
}
