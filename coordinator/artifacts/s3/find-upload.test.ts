import { describe, expect, it } from 'vitest';
import type { StoredPart } from './bucket.ts';
import { takeWholeParts } from './find-upload.ts';
import { partBytes } from './store-deps.ts';

const part = (number: number, sizeBytes = partBytes): StoredPart => ({
  number,
  sizeBytes,
  etag: `"${number}"`,
  sha256: '',
});

describe('the parts that an upload goes on behind', () => {
  it.each<[string, readonly StoredPart[], number, number]>([
    ['none', [], 0, 0],
    ['all that are whole', [part(1), part(2)], 0, 2],
    ['those before a gap', [part(1), part(3)], 0, 1],
    ['none without the first', [part(2)], 0, 0],
    ['those before a small one', [part(1), part(2, 7), part(3)], 0, 1],
    ['the small one that is the last', [part(1), part(2, 7)], partBytes + 7, 2],
    ['none behind the last', [part(1), part(2, 7), part(3)], partBytes + 7, 2],
    ['no small one of another size', [part(1), part(2, 7)], partBytes + 8, 1],
    ['none that is too large', [part(1, partBytes + 1)], 0, 0],
  ])('are %s', (_what, parts, declaredSizeBytes, count) => {
    expect(takeWholeParts(parts, declaredSizeBytes)).toEqual(parts.slice(0, count));
  });
});
