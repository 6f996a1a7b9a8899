import { expect, test } from 'vitest';
import { dropField } from './drop-field.ts';

const managedBy = 'app.kubernetes.io/managed-by';

test.each([
  ['.a', { a: 1, b: 2 }, { b: 2 }],
  ['.limits.duration', { limits: { duration: '1h', pids: 64 } }, { limits: { pids: 64 } }],
  ['.limits.duration', { limits: { duration: '1h' }, b: 2 }, { b: 2 }],
  ['.limits', { limits: { duration: '1h' }, b: 2 }, { b: 2 }],
  [`.labels.${managedBy}`, { labels: { app: 'x', [managedBy]: 'toe' } }, { labels: { app: 'x' } }],
  ['.labels.app', { labels: { app: 'x', [managedBy]: 'toe' } }, { labels: { [managedBy]: 'toe' } }],
  [
    '.list[name="b"].of.it',
    { list: [{ name: 'a' }, { name: 'b', of: { it: 1 } }] },
    { list: [{ name: 'a' }, { name: 'b' }] },
  ],
  ['.list[name=""].x', { list: [{ x: 1, y: 2 }] }, { list: [{ y: 2 }] }],
  ['.list[name="a\\"]b"]', { list: [{ name: 'a"]b' }, { name: 'c' }] }, { list: [{ name: 'c' }] }],
  [
    '.list[a="x",b=2].c',
    {
      list: [
        { a: 'x', b: 1, c: 1 },
        { a: 'x', b: 2, c: 1 },
      ],
    },
    {
      list: [
        { a: 'x', b: 1, c: 1 },
        { a: 'x', b: 2 },
      ],
    },
  ],
  ['.set[="a"]', { set: ['a', 'b'] }, { set: ['b'] }],
  ['.set[=2]', { set: [1, 2] }, { set: [1] }],
  ['.set[1]', { set: ['a', 'b'] }, { set: ['a'] }],
])('without %s, %j is %j', (field, value, expected) => {
  const before = structuredClone(value);
  expect(dropField(value, field)).toEqual(expected);
  expect(value).toEqual(before);
});

const value = { a: { b: 1 }, ab: 1, list: [{ name: 'x' }], set: ['a'] };
test.each([
  '.none',
  '.a.b.c',
  '.abc',
  'a',
  '',
  '.a[0]',
  '.list.name',
  '.list[name="y"]',
  '.list[5]',
  '.list[',
  '.set[="c"]',
])('there is no field "%s"', (field) => {
  expect(dropField(value, field)).toBeUndefined();
});
