import { describe, expect, it } from 'vitest';
import type { AnnouncedPart } from '../artifact-store.ts';
import type { StoredPart } from './bucket.ts';
import { compareParts, findPartFault } from './check-parts.ts';
import { partBytes } from './store-deps.ts';

const sha256 = 'a'.repeat(64);
const other = 'b'.repeat(64);

describe('parts that are announced', () => {
  const sized = 2 * partBytes + 5;
  const of = (number: number, sizeBytes: number, digest = sha256): AnnouncedPart => {
    return { number, sizeBytes, sha256: digest };
  };

  it.each<readonly [string, number, readonly AnnouncedPart[]]>([
    ['the first', sized, [of(1, partBytes)]],
    ['the last, which is smaller', sized, [of(3, 5)]],
    ['several', sized, [of(1, partBytes), of(2, partBytes)]],
    ['a last one that is whole', 2 * partBytes, [of(2, partBytes)]],
    ['any of an upload of unknown size', 0, [of(9_999, partBytes), of(10_000, 1)]],
  ])('can be %s', (_what, declaredSizeBytes, parts) => {
    expect(findPartFault(parts, declaredSizeBytes)).toBeUndefined();
  });

  it.each<readonly [string, number, readonly AnnouncedPart[], string]>([
    ['none', sized, [], '0 parts are asked for at once: 1 to 16 are right'],
    ['too many', 0, Array.from({ length: 17 }, (_, index) => of(index + 1, partBytes)), '17 parts are asked'],
    ['number 0', sized, [of(0, partBytes)], 'part 0 is none: 1 to 10000 are right'],
    ['number 10001', 0, [of(10_001, partBytes)], 'part 10001 is none'],
    ['without a digest', sized, [of(1, partBytes, '')], 'part 1 has no SHA-256 of 32 bytes'],
    ['with a short digest', sized, [of(1, partBytes, 'abcd')], 'part 1 has no SHA-256 of 32 bytes'],
    ['empty', 0, [of(1, 0)], `part 1 has 0 bytes: 1 to ${partBytes} are right`],
    [
      'too large',
      0,
      [of(1, partBytes + 1)],
      `part 1 has ${partBytes + 1} bytes: 1 to ${partBytes} are right`,
    ],
    ['too small in the middle', sized, [of(2, 5)], `part 2 has 5 bytes: of ${sized} it has ${partBytes}`],
    ['too large at the end', sized, [of(3, 6)], `part 3 has 6 bytes: of ${sized} it has 5`],
    ['behind the end', sized, [of(4, 5)], `part 4 has 5 bytes: of ${sized} it has 0`],
  ])('cannot be %s', (_what, declaredSizeBytes, parts, fault) => {
    expect(findPartFault(parts, declaredSizeBytes)).toContain(fault);
  });
});

describe('parts that the server has', () => {
  const stored = (number: number, sizeBytes: number, digest = sha256): StoredPart => {
    return { number, sizeBytes, etag: `"${number}"`, sha256: digest };
  };
  const sizeBytes = partBytes + 5;
  const claim = { sizeBytes, partDigests: [sha256, other] };

  it('are the same where each has the size and the digest that was named', () => {
    expect(compareParts([stored(1, partBytes), stored(2, 5, other)], claim)).toEqual({ kind: 'same' });
  });

  it('are so many bytes where some are missing', () => {
    expect(compareParts([], claim)).toEqual({ kind: 'partial', sizeBytes: 0 });
    expect(compareParts([stored(1, partBytes)], claim)).toEqual({ kind: 'partial', sizeBytes: partBytes });
  });

  it.each<readonly [string, readonly StoredPart[], typeof claim]>([
    ['another digest', [stored(1, partBytes, other), stored(2, 5, other)], claim],
    ['no digest', [stored(1, partBytes, ''), stored(2, 5, other)], claim],
    ['another size', [stored(1, partBytes), stored(2, 6, other)], claim],
    ['one more', [stored(1, partBytes), stored(2, 5, other), stored(3, 1)], claim],
    ['fewer digests than parts', [stored(1, partBytes)], { sizeBytes, partDigests: [sha256] }],
  ])('are others where they have %s', (_what, parts, of) => {
    expect(compareParts(parts, of).kind).toBe('other');
  });
});
