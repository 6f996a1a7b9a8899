import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { keepTail } from './keep-tail.ts';
import { measureOutput, weighOutput } from './measure-output.ts';

test('adds up files and directories, and neither what is missing nor what links lead to', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'toe-measure-'));
  await writeFile(join(directory, 'a'), 'x'.repeat(10));
  await mkdir(join(directory, 'd', 'e'), { recursive: true });
  await writeFile(join(directory, 'd', 'e', 'b'), 'x'.repeat(5));
  await symlink('/proc/kcore', join(directory, 'link'));
  expect(await measureOutput(directory, ['a', 'd', 'link', 'missing'])).toBe(15);
  await rm(directory, { recursive: true });
});

test('drafts count by their weight, one within another as well', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'toe-measure-'));
  await mkdir(join(directory, 'draft'));
  await writeFile(join(directory, 'out'), 'x'.repeat(3));
  await writeFile(join(directory, 'draft', 'a'), 'x'.repeat(10));
  await writeFile(join(directory, 'draft', 'b'), 'x'.repeat(100));
  const drafts = [
    { path: 'draft', weight: 1 },
    { path: 'draft/b', weight: 4 },
    { path: 'missing', weight: 9 },
  ];
  expect(await weighOutput({ directory, outputFiles: ['out'], drafts })).toBe(3 + 110 + 400);
  expect(await weighOutput({ directory, outputFiles: ['out'] })).toBe(3);
  await rm(directory, { recursive: true });
});

test.each([
  ['short', ['one\n', 'two\u0007\n'], 'one\ntwo'],
  ['in small pieces', Array.from({ length: 9_000 }, () => 'a').concat('end'), `${'a'.repeat(4_093)}end`],
  ['in one large piece', [`${'b'.repeat(100_000)}end`], `${'b'.repeat(4_093)}end`],
])('keeps the printable end of a stream that is %s', async (_, chunks, expected) => {
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  const readTail = keepTail(stream);
  await finished(stream);
  expect(readTail()).toBe(expected);
});
