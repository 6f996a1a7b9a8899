import { describe, expect, it } from 'vitest';
import { layOutBundle, toBundlePath } from './bundle-path.ts';

describe('toBundlePath', () => {
  it.each([
    ['node-1', 'perf.data', 'node-1/perf.data'],
    ['ip-10-0-0-1.eu.internal', 'perf.data', 'ip-10-0-0-1.eu.internal/perf.data'],
    ['', 'flamegraph.html', 'flamegraph.html'],
    ['node-1', 'manifest.json', 'node-1/manifest.json'],
    ['', 'manifest.json', undefined],
    ['..', 'x', undefined],
    ['a..b', 'x', undefined],
    ['/etc', 'passwd', undefined],
    ['node-1', '../x', undefined],
    ['node-1', 'a/b', undefined],
    ['node-1', '.hidden', undefined],
    ['node-1', '', undefined],
    ['node-1', 'x\0y', undefined],
  ])('of node "%s", file "%s" is %s', (node, fileName, path) => {
    expect(toBundlePath({ node, attempt: 1, fileName })).toBe(path);
  });
});

it('keeps the latest attempt of a file', () => {
  const file = (attempt: number): { node: string; attempt: number; fileName: string } => ({
    node: 'n',
    attempt,
    fileName: 'f',
  });
  expect([...layOutBundle([file(2), file(10), file(1)])]).toEqual([['n/f', file(10)]]);
});
