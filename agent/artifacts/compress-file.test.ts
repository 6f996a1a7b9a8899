import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Artifact, Encoding } from '../../shared/domain/artifact.ts';
import { noFailpoints } from '../../shared/runtime/failpoint.ts';
import type { CompressTarget } from './compress-file.ts';
import { sealFile } from './seal-file.ts';

let base: string;
let directory: string;
let givenUp: string[];
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'toe-compress-'));
  directory = join(base, 'run');
  givenUp = [];
  await mkdir(directory);
});
afterEach(async () => {
  await rm(base, { recursive: true });
});

const text = Buffer.from(
  Array.from({ length: 200_000 }, (_, line) => `${line} swapper 0 cpu-clock:\n`).join(''),
);

async function seal(
  path: string,
  target: Partial<CompressTarget> & { encoding: Encoding },
): Promise<Artifact> {
  const compressTo: CompressTarget = {
    path: join(base, 'sealed', 'out.copy'),
    hasRoom: async () => true,
    onGivenUp: (why) => void givenUp.push(why),
    failpoints: noFailpoints,
    ...target,
  };
  const request = { artifactId: 'out', mediaType: 'text/plain', required: true, output: 'out' };
  const sealing = await sealFile({ directory, path, ...request, compressTo });
  if (sealing.kind !== 'sealed') throw new Error(sealing.message);
  return sealing.artifact;
}

const sum = (path: string): string => execFileSync('sha256sum', [path], { encoding: 'utf8' }).slice(0, 64);

describe('sealFile with a compressed copy', () => {
  it.each([
    ['zstd', zstdDecompressSync, '.zst'],
    ['gzip', gunzipSync, '.gz'],
  ] as const)('tells size and digest of both forms of %s', async (encoding, decompress, ending) => {
    const path = join(directory, 'out.txt');
    await writeFile(path, text);
    const copy = join(base, 'sealed', 'out.copy');
    const artifact = await seal('out.txt', { encoding });
    expect(decompress(await readFile(copy)).equals(text)).toBe(true);
    expect(artifact).toMatchObject({
      fileName: `out.txt${ending}`,
      mediaType: 'text/plain',
      sizeBytes: (await stat(copy)).size,
      sha256: sum(copy),
      complete: true,
      raw: { encoding, sizeBytes: text.length, sha256: sum(path) },
    });
    expect(artifact.sizeBytes).toBeLessThan(text.length / 4);
    expect((await stat(copy)).mode & 0o777).toBe(0o400);
    expect((await readFile(path)).equals(text)).toBe(true);
  });

  it('judges the format of the file, not of its copy', async () => {
    await writeFile(join(directory, 'x.ndjson'), `{"a":1}\n${'{"b":2}\n'.repeat(1_000)}{"half`);
    const artifact = await seal('x.ndjson', { encoding: 'zstd' });
    expect(artifact).toMatchObject({
      complete: false,
      problem: 'File "x.ndjson" ends in the middle of a line',
      raw: { encoding: 'zstd' },
    });
  });

  it('seals the file itself, and leaves no copy, where that would be no smaller', async () => {
    await writeFile(join(directory, 'noise'), randomBytes(300_000));
    const artifact = await seal('noise', { encoding: 'zstd' });
    expect(artifact).toMatchObject({ fileName: 'noise', sizeBytes: 300_000 });
    expect(artifact.raw).toBeUndefined();
    expect(await readdir(join(base, 'sealed'))).toEqual([]);
    expect(givenUp).toEqual(['it is not smaller than the file']);
  });

  it('seals the file itself where the disk runs out of room on the way', async () => {
    const path = join(directory, 'big');
    await writeFile(path, Buffer.concat([randomBytes(20_000_000), Buffer.alloc(30_000_000)]));
    let asked = 0;
    const artifact = await seal('big', { encoding: 'gzip', hasRoom: async () => ++asked < 2 });
    expect(asked).toBe(2);
    expect(artifact).toMatchObject({ fileName: 'big', sizeBytes: 50_000_000, sha256: sum(path) });
    expect(await readdir(join(base, 'sealed'))).toEqual([]);
  });

  it('replaces what an earlier try left', async () => {
    await writeFile(join(directory, 'out.txt'), text);
    await mkdir(join(base, 'sealed'));
    for (const name of ['out.copy', 'out.copy.part'])
      await writeFile(join(base, 'sealed', name), 'half of it');
    const artifact = await seal('out.txt', { encoding: 'zstd' });
    expect(artifact.sha256).toBe(sum(join(base, 'sealed', 'out.copy')));
    expect(await readdir(join(base, 'sealed'))).toEqual(['out.copy']);
  });

  it('gives a long name an ending that still is a name', async () => {
    const name = `${'n'.repeat(124)}.txt`;
    await writeFile(join(directory, name), text);
    expect((await seal(name, { encoding: 'zstd' })).fileName).toBe('out.zst');
  });
});
