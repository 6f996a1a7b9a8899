import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFile, replaceFile } from './durable-files.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toe-atomic-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('of many that create one file exactly one does, whole, and nothing stays beside it', async () => {
  const path = join(folder, 'deep', 'x.yaml');
  const results = await Promise.all(
    Array.from({ length: 10 }, (_, index) => createFile(path, `${index}\n`.repeat(1_000))),
  );
  expect(results.filter((result) => result === 'created')).toHaveLength(1);
  expect(await readFile(path, 'utf8')).toBe(`${results.indexOf('created')}\n`.repeat(1_000));
  expect(await readdir(join(folder, 'deep'))).toEqual(['x.yaml']);
});

test('a write that fails leaves nothing', async () => {
  await mkdir(join(folder, 'taken'));
  await expect(replaceFile(join(folder, 'taken'), 'text')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  expect(await readdir(folder)).toEqual(['taken']);
});
