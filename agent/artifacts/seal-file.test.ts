import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { link, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compressToFile } from './compress-zstd.ts';
import { type Sealing, sealFile } from './seal-file.ts';

let base: string;
let directory: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'toe-seal-'));
  directory = join(base, 'run');
  await mkdir(directory);
});
afterEach(async () => {
  await rm(base, { recursive: true });
});

async function seal(path: string, mediaType = 'application/octet-stream'): Promise<Sealing> {
  return await sealFile({ directory, path, mediaType, artifactId: 'out', required: true, output: 'out' });
}

async function problemOf(bytes: Buffer, mediaType: string): Promise<string> {
  const path = join(directory, 'file');
  await rm(path, { force: true });
  await writeFile(path, bytes);
  const sealing = await seal('file', mediaType);
  if (sealing.kind !== 'sealed') throw new Error(sealing.message);
  expect(sealing.artifact.complete).toBe(sealing.artifact.problem === '');
  return sealing.artifact.problem;
}

describe('sealFile', () => {
  it('tells size and digest as sha256sum does', async () => {
    await writeFile(join(directory, 'out.bin'), randomBytes(3_000_000));
    const sum = execFileSync('sha256sum', [join(directory, 'out.bin')], { encoding: 'utf8' }).slice(0, 64);
    expect(await seal('out.bin')).toEqual({
      kind: 'sealed',
      artifact: {
        artifactId: 'out',
        fileName: 'out.bin',
        mediaType: 'application/octet-stream',
        sizeBytes: 3_000_000,
        sha256: sum,
        complete: true,
        required: true,
        output: 'out',
        problem: '',
      },
    });
  });

  it('gives a name that no shell or browser stumbles over', async () => {
    await writeFile(join(directory, '-x <b>.txt'), 'x');
    expect(await seal('-x <b>.txt')).toMatchObject({ artifact: { fileName: 'out' } });
  });

  it('is partial where the file is empty', async () => {
    expect(await problemOf(Buffer.alloc(0), 'text/plain')).toBe('File "file" is empty');
  });

  it.each([
    ['nothing', '', true],
    ['a broken file', 'no JSON', false],
  ])('is complete with %s where it may be empty: %j', async (_what, text, complete) => {
    await writeFile(join(directory, 'out.ndjson'), text);
    const empty = { mayBeEmpty: true, required: true, artifactId: 'out', output: 'out' };
    const mediaType = 'application/x-ndjson';
    expect(await sealFile({ directory, path: 'out.ndjson', mediaType, ...empty })).toMatchObject({
      artifact: { sizeBytes: text.length, complete },
    });
  });

  it.each([
    [
      'a symbolic link',
      async (): Promise<void> => await symlink('/etc/passwd', join(directory, 'x')),
      'symbolic link',
    ],
    [
      'a hard link',
      async (): Promise<void> => {
        await writeFile(join(base, 'secret'), 's');
        await link(join(base, 'secret'), join(directory, 'x'));
      },
      '2 names',
    ],
    ['a folder', async (): Promise<void> => await mkdir(join(directory, 'x')), 'no regular file'],
    [
      'a pipe',
      async (): Promise<void> => void execFileSync('mkfifo', [join(directory, 'x')]),
      'no regular file',
    ],
    ['nothing', async (): Promise<void> => undefined, 'left no such file'],
  ])('gives away no %s', async (_what, make, why) => {
    await make();
    expect(await seal('x')).toEqual({ kind: 'missing', message: expect.stringContaining(why) });
  });

  it('gives away nothing behind a linked folder', async () => {
    await mkdir(join(base, 'other'));
    await writeFile(join(base, 'other', 'secret'), 's');
    await symlink(join(base, 'other'), join(directory, 'sub'));
    expect(await seal('sub/secret')).toMatchObject({
      kind: 'missing',
      message: expect.stringMatching(/outside/),
    });
  });

  it.each(['../secret', '/etc/passwd', 'a/../../secret', 'a\0b', '', '.', 'a//b'])(
    'looks for nothing outside of the directory: %j',
    async (path) => {
      await writeFile(join(base, 'secret'), 's');
      expect(await seal(path)).toMatchObject({
        kind: 'missing',
        message: expect.stringMatching(/below the run/),
      });
    },
  );
});

describe('the format of', () => {
  const perfData = (size: number): Buffer => {
    const bytes = Buffer.alloc(104 + 16 + size + 16 + 8);
    bytes.write('PERFILE2');
    for (const [at, value] of [
      [8, 104],
      [16, 16],
      [24, 104],
      [32, 16],
      [40, 120],
      [48, size],
      [72, 4],
    ] as const)
      bytes.writeBigUInt64LE(BigInt(value), at);
    bytes.writeBigUInt64LE(BigInt(120 + size + 16), 120 + size);
    bytes.writeBigUInt64LE(8n, 120 + size + 8);
    return bytes;
  };

  it.each([
    ['a closed perf.data', perfData(64), ''],
    ['a perf.data of a killed perf', perfData(0), 'has no data: perf was killed before it closed the file'],
    ['a perf.data cut in its data', perfData(64).subarray(0, 150), 'ends before its section "data" does'],
    ['a perf.data cut in its table', perfData(64).subarray(0, 190), 'ends in the table of its features'],
    [
      'a perf.data cut in a feature',
      perfData(64).subarray(0, 207),
      'ends before its section "feature 0" does',
    ],
    ['text', Buffer.from('no perf'), 'is no perf.data file: the magic is missing'],
  ])('%s is told', async (_what, bytes, problem) => {
    const found = await problemOf(bytes, 'application/vnd.linux.perf-data');
    expect(found).toBe(problem === '' ? '' : `File "file" ${problem}`);
  });

  it('a zstd stream is whole only at the end of a frame', async () => {
    const stream = zstdCompressSync(randomBytes(200_000));
    expect(await problemOf(stream, 'text/vnd.perf-script+zstd')).toBe('');
    expect(await problemOf(Buffer.concat([stream, zstdCompressSync('more')]), 'application/zstd')).toBe('');
    for (const length of [1, 4, 6, 100, 131_080, stream.length - 1])
      expect(await problemOf(stream.subarray(0, length), 'application/zstd')).toMatch(/ends/);
    expect(await problemOf(Buffer.concat([stream, Buffer.from('garbage')]), 'application/zstd')).toMatch(
      /no zstd/,
    );
  });

  it('a gzip stream is whole only with its checksum', async () => {
    const stream = gzipSync(randomBytes(50_000));
    expect(await problemOf(stream, 'application/gzip')).toBe('');
    expect(await problemOf(stream.subarray(0, -1), 'application/gzip')).toMatch(/no whole gzip/);
  });

  it('NDJSON is whole only with a whole last line', async () => {
    expect(await problemOf(Buffer.from('{"a":1}\n{"a":2}\n'), 'application/x-ndjson')).toBe('');
    expect(await problemOf(Buffer.from('{"a":1}\n'), 'application/x-ndjson; charset=utf-8')).toBe('');
    expect(await problemOf(Buffer.from('{"a":1}\n{"a":'), 'application/x-ndjson')).toMatch(
      /middle of a line/,
    );
    expect(await problemOf(Buffer.from('{"a":1}\n{"a":\n'), 'application/x-ndjson')).toMatch(/no JSON/);
  });

  it('a pcap is whole only at the end of a packet', async () => {
    const bytes = Buffer.alloc(24 + 16 + 60 + 16 + 100);
    bytes.write('d4c3b2a1', 'hex');
    bytes.writeUInt32LE(60, 24 + 8);
    bytes.writeUInt32LE(100, 24 + 16 + 60 + 8);
    expect(await problemOf(bytes, 'application/vnd.tcpdump.pcap')).toBe('');
    expect(await problemOf(bytes.subarray(0, -1), 'application/vnd.tcpdump.pcap')).toMatch(/inside a packet/);
    expect(await problemOf(bytes.subarray(0, 105), 'application/vnd.tcpdump.pcap')).toMatch(
      /header of a packet/,
    );
  });
});

describe('compressToFile', () => {
  it('makes a whole zstd file of what was written and knows the raw bytes', async () => {
    const path = join(directory, 'script.zst');
    const { input, done } = compressToFile(path);
    const text = 'main 1/1 cycles: work (a.out)\n'.repeat(20_000);
    input.write(text);
    input.end();
    expect(await done).toMatchObject({ rawBytes: text.length });
    expect(zstdDecompressSync(await readFile(path)).toString()).toBe(text);
    expect(await seal('script.zst')).toMatchObject({ artifact: { complete: true } });
  });

  it('leaves a file that is told partial where the input broke off', async () => {
    const { input, done } = compressToFile(join(directory, 'script.zst'));
    input.write(randomBytes(300_000), () => input.destroy());
    await expect(done).rejects.toThrow(/premature/i);
    expect(await seal('script.zst')).toMatchObject({ artifact: { complete: false } });
  });
});
