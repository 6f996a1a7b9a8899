import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A pcap of packets with so many bytes each. */
export function makePcap(packetBytes: readonly number[]): Buffer {
  const header = Buffer.alloc(24);
  header.write('d4c3b2a1', 'hex');
  const packets = packetBytes.map((length) => {
    const packet = Buffer.alloc(16 + length, 0x55);
    packet.fill(0, 0, 16);
    packet.writeUInt32LE(length, 8);
    return packet;
  });
  return Buffer.concat([header, ...packets]);
}

/** A pcapng of one section and blocks with bodies of so many words each. */
export function makePcapng(bodyWords: readonly number[], order: 'little' | 'big' = 'little'): Buffer {
  const toBlock = (type: number, body: Buffer): Buffer => {
    const length = 12 + body.length;
    const block = Buffer.alloc(length);
    body.copy(block, 8);
    for (const [at, value] of [
      [0, type],
      [4, length],
      [length - 4, length],
    ] as const) {
      if (order === 'little') block.writeUInt32LE(value, at);
      else block.writeUInt32BE(value, at);
    }
    return block;
  };
  const section = Buffer.alloc(16, 0xff);
  section.write(order === 'little' ? '4d3c2b1a' : '1a2b3c4d', 'hex');
  return Buffer.concat([
    toBlock(0x0a0d_0d0a, section),
    ...bodyWords.map((words) => toBlock(6, Buffer.alloc(words * 4, 0x77))),
  ]);
}

/** A recording of chunks of so many bytes each. */
export function makeJfr(chunkBytes: readonly number[]): Buffer {
  return Buffer.concat(
    chunkBytes.map((length) => {
      const chunk = Buffer.alloc(68 + length, 0x33);
      chunk.write('FLR\0\0\x02\0\0', 'latin1');
      chunk.writeBigUInt64BE(BigInt(chunk.length), 8);
      return chunk;
    }),
  );
}

/** Files by their paths, made into an archive by tar(1) with these options; not compressed. */
export async function makeTar(
  files: Readonly<Record<string, string | Buffer>>,
  options: readonly string[] = [],
): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'toe-tar-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(directory, 'in', path)), { recursive: true });
      await writeFile(join(directory, 'in', path), content);
    }
    const archive = join(directory, 'out.tar');
    const tops = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))];
    execFileSync('tar', ['-C', join(directory, 'in'), ...options, '-cf', archive, '--', ...tops]);
    return await readFile(archive);
  } finally {
    await rm(directory, { recursive: true });
  }
}
