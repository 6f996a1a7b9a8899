import type { Readable } from 'node:stream';

const tailBytes = 4_096;

/** Reads a stream to its end and keeps only its last 4 KiB. */
export function keepTail(stream: Readable): () => string {
  let tail: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    tail =
      chunk.length >= tailBytes
        ? Buffer.from(chunk.subarray(-tailBytes))
        : Buffer.concat([tail, chunk]).subarray(-tailBytes);
  });
  return () => toPrintable(tail.toString('utf8'));
}

/** The text without control, format and private characters but for line ends and tabs. */
export function toPrintable(text: string): string {
  return text.replace(/[^\n\t\P{C}]/gu, '').trim();
}
