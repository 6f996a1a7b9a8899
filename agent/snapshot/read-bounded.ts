import { open } from 'node:fs/promises';

const maxBytes = 64 * 1024;

/** The text of a kernel file, at most its whole lines within 64 KiB; undefined where it cannot be read. */
export async function readBounded(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path, 'r');
    const buffer = Buffer.allocUnsafe(maxBytes);
    let length = 0;
    while (length < maxBytes) {
      const { bytesRead } = await file.read(buffer, length, maxBytes - length);
      if (bytesRead === 0) return buffer.toString('utf8', 0, length);
      length += bytesRead;
    }
    return buffer.toString('utf8', 0, buffer.lastIndexOf(0x0a, length - 1) + 1);
  } catch {
    return undefined;
  }
}
