import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { findLine } from './find-line.ts';

test.each([
  ['a whole line', ['[INFO] Collecting data...\n']],
  ['pieces of a line', ['one\n[INFO] Colle', 'cting da', 'ta...\nmore']],
  ['one line among others', ['a\nb\nCollecting data...\nc\n']],
])('is found in %s', async (_what, pieces) => {
  const stream = new PassThrough();
  const found = findLine([new PassThrough(), stream], /Collecting data\.\.\./);
  for (const piece of pieces) stream.write(piece);
  await expect(found).resolves.toBeUndefined();
});

test.each([
  ['a line that has not ended', ['Collecting data...']],
  ['two lines', ['Collecting\ndata...\n']],
  ['no end of so much text', [...Array.from({ length: 100 }, () => 'x'.repeat(1_000)), 'Collecting data...']],
])('is not found in %s', async (_what, pieces) => {
  const stream = new PassThrough();
  let isFound = false;
  void findLine([stream], /Collecting data\.\.\./).then(() => {
    isFound = true;
  });
  for (const piece of pieces) stream.write(piece);
  stream.end();
  await once(stream, 'end');
  expect(isFound).toBe(false);
});
