import { expect, test } from 'vitest';
import { formatHolder, parseHolder } from './holder.ts';

test.each([
  { id: 'toe-coordinator-5d9f_0b2c', address: '10.0.3.4:7444' },
  { id: 'a', address: '[fd00::4]:7444' },
  { id: 'a', address: 'toe-coordinator-0.toe-system.svc:7444' },
])('the holder $id at $address is read back as it was written', (holder) => {
  expect(parseHolder(formatHolder(holder))).toEqual(holder);
});

test.each([
  '',
  'toe-coordinator-5d9f',
  '@10.0.3.4:7444',
  'a@10.0.3.4',
  'a@b@c:1',
  'a b@c:1',
  'a@fd00::4:7444',
])('"%s" is no holder', (text) => {
  expect(parseHolder(text)).toBeUndefined();
});

test('an identity that could not be read back is not written', () => {
  expect(() => formatHolder({ id: 'a@b', address: 'c:1' })).toThrow('it cannot be read back');
});
