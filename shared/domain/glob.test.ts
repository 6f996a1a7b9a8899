import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchesGlob } from './glob.ts';

it.each([
  ['dev', 'dev'],
  ['*', ''],
  ['*', 'anything'],
  ['dev-*', 'dev-'],
  ['dev-*', 'dev-blue'],
  ['*-dev', 'blue-dev'],
  ['a*a', 'aa'],
  ['a*b*c', 'abc'],
  ['a*b*c', 'axxbyybzzc'],
  ['a**b', 'ab'],
  ['*ab*ab', 'abxab'],
])('%s matches "%s"', (glob, text) => {
  expect(matchesGlob(glob, text)).toBe(true);
});

it.each([
  ['dev', 'dev-blue'],
  ['dev-*', 'dev'],
  ['dev-*', 'my-dev-blue'],
  ['a*a', 'a'],
  ['*ab*ab', 'xab'],
  ['a*b*c', 'acb'],
  ['a.c', 'abc'],
  ['', 'a'],
])('%s does not match "%s"', (glob, text) => {
  expect(matchesGlob(glob, text)).toBe(false);
});

it('agrees with what a search through all splits says', () => {
  const letters = { unit: fc.constantFrom('a', 'b', '*'), maxLength: 7 } as const;
  const words = { unit: fc.constantFrom('a', 'b'), maxLength: 8 } as const;
  fc.assert(
    fc.property(fc.string(letters), fc.string(words), (glob, text) => {
      expect(matchesGlob(glob, text)).toBe(tryAll(glob, text));
    }),
    { numRuns: 5_000 },
  );
});

function tryAll(glob: string, text: string): boolean {
  if (glob === '') return text === '';
  if (glob.startsWith('*'))
    return tryAll(glob.slice(1), text) || (text !== '' && tryAll(glob, text.slice(1)));
  return text.startsWith(glob.charAt(0)) && tryAll(glob.slice(1), text.slice(1));
}
