import { createHash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompressTo } from './decompress-artifact.ts';

const text = Buffer.from('swapper 0 cpu-clock\n'.repeat(100_000));
const raw = {
  encoding: 'zstd',
  sizeBytes: text.length,
  sha256: createHash('sha256').update(text).digest('hex'),
};

async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
}

async function decompress(stored: Buffer, change: Partial<typeof raw> = {}): Promise<Buffer> {
  const sent: Buffer[] = [];
  const send = async (bytes: Buffer): Promise<boolean> => {
    sent.push(Buffer.from(bytes));
    return true;
  };
  await decompressTo(send, inPieces(stored), { ...raw, ...change });
  return Buffer.concat(sent);
}

describe('decompressTo', () => {
  it('sends what was sealed', async () => {
    expect((await decompress(zstdCompressSync(text))).equals(text)).toBe(true);
  });

  it.each([
    ['bytes that break off', zstdCompressSync(text).subarray(0, -5), {}, 'Cannot decompress: '],
    ['bytes that are nothing', Buffer.from('no frame at all'), {}, 'Cannot decompress: '],
    ['a bomb', zstdCompressSync(Buffer.alloc(50_000_000)), {}, `more than ${text.length} bytes`],
    ['too few', zstdCompressSync(text), { sizeBytes: 1e9 }, `${text.length} bytes come out`],
    ['other bytes', zstdCompressSync(text), { sha256: '0'.repeat(64) }, 'another SHA-256'],
    ['an encoding of the future', zstdCompressSync(text), { encoding: 'br' }, '"br" is not known'],
  ])('fails for %s', async (_what, stored, change, says) => {
    await expect(decompress(stored, change)).rejects.toThrow(says);
  });

  it('stops where nobody wants more', async () => {
    let sends = 0;
    const send = async (): Promise<boolean> => ++sends < 2;
    await decompressTo(send, inPieces(zstdCompressSync(text)), raw);
    expect(sends).toBe(2);
  });
});
