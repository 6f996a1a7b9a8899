import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureAuthority } from '../../shared/pki/authority.ts';
import { issueCertificate } from '../../shared/pki/issue-certificate.ts';
import type { Artifact } from '../../shared/rpc/generated/toe/v1/Artifact.ts';
import { startCommandLine } from '../../test/builders/command-line.ts';
import { startToe } from '../../test/builders/toe-process.ts';
import { FakeCaptureService } from '../../test/fakes/fake-capture-service.ts';

let state: string;
let service: FakeCaptureService;

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'toe-download-'));
  service = new FakeCaptureService();
  const apiAddress = await service.start(join(state, 'pki'));
  await issueCertificate(await ensureAuthority(join(state, 'pki')), { kind: 'user', name: 'root' });
  await writeFile(join(state, 'up.json'), JSON.stringify({ pid: 1, apiAddress }));
});

afterEach(async () => {
  service.stop();
  await rm(state, { recursive: true });
});

const download = async (
  ...options: readonly string[]
): Promise<{ readonly exitCode: number; readonly stderr: string }> => {
  const line = startCommandLine(state, ['download', 'c1', '-o', join(state, 'out'), ...options]);
  return { exitCode: await line.done, stderr: line.stderr() };
};
const fileOf = (node: string, name: string): string => join(state, 'out', 'c1', node, name);

describe('toe download', () => {
  it('goes on after a broken stream where the bytes ended', async () => {
    const bytes = randomBytes(10_000);
    service.putFile('node-1', 'perf.data', bytes);
    service.breakReadsAfterBytes = 4096;
    service.breaksLeft = 1;
    expect((await download()).exitCode).toBe(0);
    expect(await readFile(fileOf('node-1', 'perf.data'))).toEqual(bytes);
    expect(service.readOffsets[0]).toBe(0);
    expect(service.readOffsets[1]).toBeGreaterThan(0);
  });

  it('goes on from the part of an earlier command', async () => {
    const bytes = randomBytes(10_000);
    service.putFile('node-1', 'perf.data', bytes);
    await mkdir(fileOf('node-1', ''), { recursive: true });
    await writeFile(fileOf('node-1', 'perf.data.part'), bytes.subarray(0, 3000));
    expect((await download()).exitCode).toBe(0);
    expect(service.readOffsets).toEqual([3000]);
    expect(await readFile(fileOf('node-1', 'perf.data'))).toEqual(bytes);
    expect(await readdir(fileOf('node-1', ''))).toEqual(['perf.data']);
  });

  it('goes on where its process was killed', async () => {
    const bytes = randomBytes(300_000);
    service.putFile('node-1', 'perf.data', bytes);
    service.hangReadsAfterBytes = 100_000;
    const part = `${fileOf('node-1', 'perf.data')}.part`;
    const args = ['download', 'c1', '-o', join(state, 'out'), '--state-dir', state];
    await using killed = startToe(args, { HOME: state });
    await expect
      .poll(async () => (await stat(part).catch(() => undefined))?.size ?? 0, { timeout: 20_000 })
      .toBeGreaterThan(90_000);
    killed.child.kill('SIGKILL');
    expect(await killed.ended).toBe('SIGKILL');
    const { size } = await stat(part);
    service.hangReadsAfterBytes = Number.POSITIVE_INFINITY;
    expect((await download()).exitCode).toBe(0);
    expect(service.readOffsets).toEqual([0, size]);
    expect(await readFile(fileOf('node-1', 'perf.data'))).toEqual(bytes);
  });

  describe('a file that was compressed on its node', () => {
    const text = Buffer.from('swapper 0 cpu-clock\n'.repeat(10_000));
    const sum = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    const put = (stored: Buffer, change: Partial<Artifact> = {}): void =>
      service.putFile('node-1', 'perf.data.zst', stored, {
        artifact: {
          artifactId: 'profile',
          fileName: 'perf.data.zst',
          sizeBytes: stored.length,
          sha256: sum(stored),
          complete: true,
          encoding: 'zstd',
          rawSizeBytes: text.length,
          rawSha256: sum(text),
          ...change,
        },
      });
    const names = (): Promise<readonly string[]> => readdir(fileOf('node-1', ''));

    it.each([
      ['zstd', zstdCompressSync],
      ['gzip', gzipSync],
    ] as const)('of %s becomes the file that the tool left', async (encoding, compress) => {
      put(compress(text), { encoding, fileName: encoding === 'zstd' ? 'perf.data.zst' : 'perf.data.gz' });
      expect((await download()).exitCode).toBe(0);
      expect((await readFile(fileOf('node-1', 'perf.data'))).equals(text)).toBe(true);
      expect(await names()).toEqual(['perf.data']);
      expect((await download()).exitCode).toBe(0);
      expect(service.readOffsets).toEqual([0]);
    });

    it('is announced by what will lie there, and what of it is sent', async () => {
      const stored = zstdCompressSync(text);
      put(stored);
      const { stderr } = await download();
      expect(stderr).toContain(`Downloading 1 file, 195 KiB, to "${join(state, 'out', 'c1')}"\n`);
      expect(stderr).toContain(`  compressed on the way: ${stored.length} B\n`);
    });

    it('goes on from the part of what is stored', async () => {
      const stored = zstdCompressSync(text);
      put(stored);
      await mkdir(fileOf('node-1', ''), { recursive: true });
      await writeFile(fileOf('node-1', 'perf.data.zst.part'), stored.subarray(0, 20));
      expect((await download()).exitCode).toBe(0);
      expect(service.readOffsets).toEqual([20]);
      expect((await readFile(fileOf('node-1', 'perf.data'))).equals(text)).toBe(true);
    });

    it('stays as it is stored if asked for', async () => {
      const stored = zstdCompressSync(text);
      put(stored);
      expect((await download('--stored')).exitCode).toBe(0);
      expect((await readFile(fileOf('node-1', 'perf.data.zst'))).equals(stored)).toBe(true);
      expect(await names()).toEqual(['perf.data.zst']);
    });

    it.each([
      [
        'it decompresses to other bytes',
        zstdCompressSync(text),
        { rawSha256: '0'.repeat(64) },
        'with SHA-256 "',
      ],
      [
        'more comes out than was sealed',
        zstdCompressSync(text),
        { rawSizeBytes: 1_000 },
        'more than its 1000 bytes',
      ],
      [
        'less comes out than was sealed',
        zstdCompressSync(text),
        { rawSizeBytes: 1e9 },
        'decompresses to 200000 bytes',
      ],
      ['it breaks off', zstdCompressSync(text).subarray(0, -9), {}, 'cannot be decompressed'],
      ['its encoding is not known', zstdCompressSync(text), { encoding: 'br' }, 'take it with --stored'],
      ['nothing is known of what it was', zstdCompressSync(text), { rawSha256: '' }, 'take it with --stored'],
    ] as const)('gets no name where %s', async (_why, stored, change, says) => {
      put(Buffer.from(stored), change);
      const { exitCode, stderr } = await download();
      expect(exitCode).not.toBe(0);
      expect(stderr).toContain(says);
      const found = await readdir(state, { recursive: true });
      const left = found.map((path) => basename(path));
      expect(left).not.toContain('perf.data');
      expect(left).not.toContain('perf.data.part');
    });
  });

  it('reads nothing of a file that is there already', async () => {
    service.putFile('node-1', 'perf.data', Buffer.from('bytes'));
    await download();
    await download();
    expect(service.readOffsets).toEqual([0]);
  });

  it('gives no name to bytes whose SHA-256 is wrong', async () => {
    const bytes = randomBytes(5000);
    service.putFile('node-1', 'perf.data', bytes);
    await mkdir(fileOf('node-1', ''), { recursive: true });
    await writeFile(fileOf('node-1', 'perf.data.part'), Buffer.alloc(3000));
    const { exitCode, stderr } = await download();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('its SHA-256 is "');
    expect(await readdir(fileOf('node-1', ''))).toEqual([]);
    expect((await download()).exitCode).toBe(0);
    expect(await readFile(fileOf('node-1', 'perf.data'))).toEqual(bytes);
  });

  it('fetches an empty file', async () => {
    service.putFile('node-1', 'empty', Buffer.alloc(0));
    expect((await download()).exitCode).toBe(0);
    expect(await readFile(fileOf('node-1', 'empty'))).toHaveLength(0);
  });

  it('fetches many files of many nodes', async () => {
    for (let node = 0; node < 10; node += 1) service.putFile(`node-${node}`, 'perf.data', randomBytes(3000));
    expect((await download()).exitCode).toBe(0);
    expect(await readdir(join(state, 'out', 'c1'))).toHaveLength(10);
  });

  it.each([
    ['../evil', 'perf.data'],
    ['..', 'perf.data'],
    ['node-1', '../../evil'],
    ['node-1', '.hidden'],
    ['node-1', 'a/b'],
    ['/etc', 'passwd'],
  ])('writes nothing for node "%s" and file "%s"', async (node, name) => {
    service.putFile(node, name, Buffer.from('evil'));
    service.putFile('node-1', 'good', Buffer.from('good'));
    const { exitCode, stderr } = await download();
    expect(exitCode).toBe(3);
    expect(stderr).toContain('Cannot download');
    expect(await readdir(join(state, 'out'), { recursive: true })).toEqual([
      'c1',
      'c1/node-1',
      'c1/node-1/good',
    ]);
  });

  it('leaves out what is not verified in the store', async () => {
    service.putFile('node-1', 'perf.data', Buffer.from('x'), { verified: false });
    expect((await download()).exitCode).toBe(1);
  });

  it('says that there are no files', async () => {
    const { exitCode, stderr } = await download();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('it has no files\nNext: toe watch c1');
  });
});
