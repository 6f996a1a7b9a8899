import { randomBytes } from 'node:crypto';
import { mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeJfr, makePcapng, makeTar } from '../../test/builders/format-samples.ts';
import { checkFormat } from './check-format.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toe-formats-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

async function problemOf(
  content: Buffer | string,
  mediaType: string,
  more: { readonly fileName?: string; readonly writtenAs?: string } = {},
): Promise<string | undefined> {
  const path = join(directory, 'file');
  await writeFile(path, content);
  await using file = await open(path);
  const { size } = await file.stat();
  return await checkFormat(file, { sizeBytes: size, mediaType, fileName: 'file', ...more });
}

describe('which format', () => {
  it.each([
    ['the media type', 'application/json', {}, /JSON/],
    ['the media type, whatever is behind it', 'Text/Plain; charset=utf-8', {}, /middle of a line/],
    ['the name, where the type tells none', 'application/octet-stream', { fileName: 'a.html' }, /<\/html>/],
    [
      'what the tool writes, before a type that says else',
      'text/plain',
      { writtenAs: 'text/html' },
      /<\/html>/,
    ],
    [
      'the type, where what the tool writes tells none',
      'text/plain',
      { writtenAs: 'a/b' },
      /middle of a line/,
    ],
    ['type and name together', 'application/gzip', { fileName: 'a.tar.gz' }, /gzip/],
  ])('is decided by %s', async (_what, mediaType, more, problem) => {
    expect(await problemOf('no whole thing', mediaType, more)).toMatch(problem);
  });

  it('that nobody knows is complete with any content but none', async () => {
    expect(await problemOf('anything', 'application/octet-stream')).toBeUndefined();
    expect(await problemOf('', 'application/octet-stream')).toBe('is empty');
  });
});

describe('the format of', () => {
  it.each(['little', 'big'] as const)('a pcapng with numbers of order %s', async (order) => {
    const bytes = makePcapng([5, 100, 0], order);
    const type = 'application/x-pcapng';
    expect(await problemOf(bytes, type)).toBeUndefined();
    expect(await problemOf(Buffer.concat([bytes, makePcapng([9], 'big')]), type)).toBeUndefined();
    const twisted = Buffer.from(bytes);
    twisted.writeUInt8(99, bytes.length - 2);
    expect(await problemOf(twisted, type)).toMatch(/two lengths/);
    expect(await problemOf(bytes.subarray(28), type)).toMatch(/no pcapng section at 0/);
  });

  it.each([
    ['POSIX', ['--format=posix']],
    ['ustar', ['--format=ustar']],
    ['GNU', ['--format=gnu']],
    ['GNU, without its holes', ['--format=gnu', '--sparse', '--hole-detection=raw']],
    ['POSIX, without its holes', ['--format=posix', '--sparse', '--hole-detection=raw']],
    ['old', ['--format=v7']],
  ])('a tar that tar itself made: %s', async (_what, options) => {
    const name = `run/${'deep/'.repeat(10)}${'n'.repeat(40)}`;
    // More of them than the maps in one header and the block after it take.
    const pieces = Array.from({ length: 40 }, () => [randomBytes(512), Buffer.alloc(4_096)]).flat();
    const files = { 'run/holes.bin': Buffer.concat(pieces), [name]: 'b', 'run/empty': '' };
    const bytes = await makeTar(files, options);
    expect(await problemOf(bytes, 'application/x-tar')).toBeUndefined();
    expect(await problemOf(gzipSync(bytes), 'application/gzip', { fileName: 'x.tar.gz' })).toBeUndefined();
    const unclosed = bytes.subarray(
      0,
      bytes.length - 10_240 + (bytes.findLastIndex((byte) => byte > 0) % 10_240),
    );
    expect(await problemOf(unclosed, 'application/x-tar')).toMatch(/ends/);
    expect(await problemOf(gzipSync(unclosed), 'application/gzip', { fileName: 'x.tar.gz' })).toMatch(/ends/);
  });

  it('a compressed text is no archive', async () => {
    expect(await problemOf(gzipSync('text'), 'application/x-gtar')).toMatch(/ends in its first header/);
    expect(await problemOf(gzipSync('text'), 'application/gzip')).toBeUndefined();
  });

  it.each([
    ['1.3', { 'run/metadata.json': '{}', 'run/vmstat.bin': 'figures', 'run/aperf_runlog': '' }, /^complete$/],
    ['1.2', { 'run/meta_data.bin': 'm', 'run/vmstat_2026-01-01.bin': 'figures' }, /^complete$/],
    ['without metadata', { 'run/vmstat.bin': 'figures' }, /lacks the metadata/],
    ['with empty metadata', { 'run/metadata.json': '', 'run/vmstat.bin': 'f' }, /lacks the metadata/],
    ['with empty figures', { 'run/metadata.json': '{}', 'run/vmstat.bin': '' }, /no file of figures/],
    ['with metadata alone', { 'run/meta_data.bin': 'm' }, /no file of figures/],
    ['with figures in a folder', { 'run/metadata.json': '{}', 'run/a/b.bin': 'f' }, /no file of figures/],
    ['with two folders', { 'run/metadata.json': '{}', 'run/a.bin': 'f', 'other/b': '' }, /not one folder/],
  ])('an archive of aperf %s', async (_what, files, problem) => {
    const bytes = gzipSync(await makeTar(files));
    const found = await problemOf(bytes, 'application/vnd.aperf.run+gzip');
    expect(found ?? 'complete').toMatch(problem);
  });

  it.each([
    ['one stack', 'main;work 12\n', undefined],
    ['names with blanks and digits', 'a b 7;c 1 2\n[idle] 3\n', undefined],
    ['no end of its last line', 'main;work 12\nmain 1', 'ends in the middle of a line'],
    ['no count', 'main;work 12\nmain;wo\n', 'has no count in line 2'],
    ['no stack', ' 12\n', 'has no count in line 1'],
    ['a broken count', 'main 1x\n', 'has no count in line 1'],
    ['an empty line', 'main 1\n\n', 'has no count in line 2'],
  ])('folded stacks with %s', async (_what, text, problem) => {
    expect(await problemOf(text, 'text/vnd.folded-stacks')).toBe(problem);
  });

  it.each([
    ['text/html', '<!DOCTYPE html>\n<html><body></body></HTML>\n', '<html><body>'],
    ['image/svg+xml', '<svg><g/></svg>', '<svg><g/>'],
    ['text/plain', 'Average: 1\n', 'Average: 1'],
    ['application/x-jfr', makeJfr([100, 3]), makeJfr([100, 3]).subarray(0, 170)],
  ])('%s is whole only at its end', async (mediaType, whole, cut) => {
    expect(await problemOf(whole, mediaType)).toBeUndefined();
    expect(await problemOf(cut, mediaType)).toMatch(/end/);
  });

  it('a recording whose last chunk was not finished is told', async () => {
    const bytes = makeJfr([100, 3]);
    bytes.writeBigUInt64BE(0n, 168 + 8);
    expect(await problemOf(bytes, 'application/x-jfr')).toBe('has a chunk that was not finished');
  });
});

describe('a big file', () => {
  /** Runs the check and counts how often others had their turn meanwhile. */
  async function watch(path: string, mediaType: string) {
    await using file = await open(path);
    const { size } = await file.stat();
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const before = process.memoryUsage().rss;
    const problem = await checkFormat(file, { sizeBytes: size, mediaType, fileName: 'file' });
    isOver = true;
    return { problem, turns, grownBytes: process.memoryUsage().rss - before };
  }

  it.each([
    ['a tar', 'application/x-tar'],
    ['folded text', 'text/vnd.folded-stacks'],
    ['JSON', 'application/json'],
  ])('is read in pieces: %s', async (what, mediaType) => {
    const path = join(directory, 'big');
    if (what === 'a tar') {
      const start = await makeTar({ content: '' });
      const header = Buffer.from(start.subarray(0, 512));
      const sizeBytes = 64 << 20;
      header.write(`${sizeBytes.toString(8).padStart(11, '0')} `, 124);
      header.write('        ', 148);
      const sum = header.reduce((total, byte) => total + byte, 0);
      header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
      await writeFile(path, header);
      await truncate(path, 512 + sizeBytes + 1_024);
    } else if (what === 'JSON') await writeFile(path, `["${'x'.repeat(24 << 20)}"]`);
    else await writeFile(path, 'main;work;more 12\n'.repeat(1 << 20));
    const { problem, turns, grownBytes } = await watch(path, mediaType);
    expect(problem).toBeUndefined();
    expect(turns).toBeGreaterThan(50);
    expect(grownBytes).toBeLessThan(48 << 20);
  });

  it('is decompressed in pieces', async () => {
    const path = join(directory, 'big.tar.gz');
    const archive = await makeTar({ 'run/metadata.json': '{}', 'run/vmstat.bin': Buffer.alloc(64 << 20) });
    await writeFile(path, gzipSync(archive, { level: 1 }));
    const { problem, turns, grownBytes } = await watch(path, 'application/vnd.aperf.run+gzip');
    expect(problem).toBeUndefined();
    expect(turns).toBeGreaterThan(50);
    expect(grownBytes).toBeLessThan(48 << 20);
  });
});
