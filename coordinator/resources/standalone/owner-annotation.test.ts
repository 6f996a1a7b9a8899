import { expect, test } from 'vitest';
import { readOwner, withOwner } from './owner-annotation.ts';

test('an owner is read back as it was written', () => {
  const owner = { name: 'nightly', uid: 'u-1' };
  expect(readOwner(withOwner({ note: 'x' }, owner))).toEqual({ kind: 'PowerTool', ...owner });
  expect(withOwner({ note: 'x' }, undefined)).toEqual({ note: 'x' });
});

test.each([{}, { 'toe.run/owner': 'nightly' }, { 'toe.run/owner': '/u-1' }, { 'toe.run/owner': 'a/b/c' }])(
  '%j names no owner',
  (annotations) => {
    expect(readOwner(annotations)).toBeUndefined();
  },
);
