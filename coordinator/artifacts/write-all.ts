import type { FileHandle } from 'node:fs/promises';
import { hasCode } from '../../shared/runtime/has-code.ts';

/** Writes all buffers at `position`; `write` may return short without an error. */
export async function writeAll(
  handle: FileHandle,
  buffers: readonly Buffer[],
  position: number,
): Promise<void> {
  let rest = buffers.filter((buffer) => buffer.length > 0);
  let at = position;
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest, at);
    at += bytesWritten;
    rest = dropBytes(rest, bytesWritten);
  }
}

/** The promise's value, or undefined where the file is not there. */
export async function orMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return undefined;
    throw error;
  }
}

function dropBytes(buffers: readonly Buffer[], count: number): Buffer[] {
  let left = count;
  return buffers.flatMap((buffer) => {
    const dropped = Math.min(left, buffer.length);
    left -= dropped;
    return dropped === buffer.length ? [] : [buffer.subarray(dropped)];
  });
}
