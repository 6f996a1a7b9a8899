import type { Readable } from 'node:stream';

const longestLineBytes = 4_096;

/**
 * Resolves when one of the streams brings a line, of at most 4 KiB, that the pattern fits; never where none does. To
 * be called before anything was read; others may read the streams too.
 */
export function findLine(streams: readonly Readable[], line: RegExp | undefined): Promise<void> {
  const found = Promise.withResolvers<void>();
  if (line === undefined) return found.promise;
  for (const stream of streams) {
    let rest = '';
    const look = (chunk: Buffer): void => {
      const lines = (rest + chunk.toString('latin1')).split('\n');
      rest = (lines.pop() ?? '').slice(0, longestLineBytes);
      if (!lines.some((each) => line.test(each.slice(0, longestLineBytes)))) return;
      found.resolve();
      stream.off('data', look);
    };
    stream.on('data', look);
  }
  return found.promise;
}
