import { expect, test } from 'vitest';
import { parseStampKeys } from './stamp-keys.ts';

const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 250)];

test('keys stand one a line, the first of them stamps', () => {
  const text = `\n${first.toString('base64')}\n  ${second.toString('base64')}\r\n\n`;
  expect(parseStampKeys(text)).toEqual([first, second]);
});

test.each([
  ['nothing', '\n\n', 'it holds no key'],
  ['a short key', `${Buffer.alloc(31).toString('base64')}`, 'line 1 is no key'],
  ['a long key', `${Buffer.alloc(33).toString('base64')}`, 'line 1 is no key'],
  ['words', `${first.toString('base64')}\nnot a key, though some of it is base64`, 'line 2 is no key'],
  ['bytes', Buffer.alloc(32, 7).toString('latin1'), 'is no key: 32 random bytes in base64 are right'],
])('a file of %s is refused, without a word of it', (_, text, why) => {
  expect(() => parseStampKeys(text)).toThrow(RangeError);
  expect(() => parseStampKeys(text)).toThrow(why);
});
