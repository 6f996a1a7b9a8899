import { expect, test } from 'vitest';
import type { KubeObject } from './kube-object.ts';
import { ObjectCache } from './object-cache.ts';

const make = (name: string, resourceVersion: string, generation = 1, uid = `uid-${name}`): KubeObject => ({
  namespace: 'oncall',
  name,
  uid,
  resourceVersion,
  generation,
  value: resourceVersion,
});

function open(): { readonly cache: ObjectCache<unknown>; readonly seen: string[] } {
  const cache = new ObjectCache((object) => object.value);
  const seen: string[] = [];
  cache.listen(({ name }) => seen.push(name));
  cache.replace({ resourceVersion: '10', objects: [make('a', '5'), make('b', '6')] });
  return { cache, seen };
}
const versionOf = (cache: ObjectCache<unknown>, name: string): unknown =>
  cache.read({ namespace: 'oncall', name })?.value;

test('a list that differs tells only of what differs', () => {
  const { cache, seen } = open();
  cache.replace({ resourceVersion: '20', objects: [make('b', '6'), make('c', '15')] });
  expect(seen).toEqual(['a', 'b', 'a', 'c']);
  expect(cache.list().map(({ name }) => name)).toEqual(['b', 'c']);
});

test('a status is read and not told', () => {
  const { cache, seen } = open();
  cache.apply({ kind: 'written', object: make('a', '11') });
  expect(versionOf(cache, 'a')).toBe('11');
  expect(seen).toEqual(['a', 'b']);
});

test('another object under the same name is told', () => {
  const { cache, seen } = open();
  cache.apply({ kind: 'written', object: make('a', '11', 1, 'another') });
  expect(seen).toEqual(['a', 'b', 'a']);
});

test('nobody reads back less than what was written', () => {
  const { cache } = open();
  cache.takeAnswer(make('a', '100'));
  cache.apply({ kind: 'written', object: make('a', '99') });
  cache.replace({ resourceVersion: '99', objects: [make('a', '99')] });
  expect(versionOf(cache, 'a')).toBe('100');
});

test('the late answer to a write does not bring back what was removed', () => {
  const { cache } = open();
  cache.apply({ kind: 'removed', object: make('a', '12') });
  cache.takeAnswer(make('a', '11'));
  expect(versionOf(cache, 'a')).toBeUndefined();
});

test('a server that was restored from a backup is believed', () => {
  const { cache } = open();
  cache.apply({ kind: 'written', object: make('c', '50') });
  cache.replace({ resourceVersion: '8', objects: [make('a', '3')] });
  expect(cache.list().map(({ name, value }) => [name, value])).toEqual([['a', '3']]);
  cache.apply({ kind: 'written', object: make('a', '9') });
  expect(versionOf(cache, 'a')).toBe('9');
});

test('what belongs to the cluster has no namespace, and what is a change can be decided by what it became', () => {
  const cache = new ObjectCache(
    ({ value }) => String(value).length,
    (before, after) => before.value !== after.value,
  );
  const seen: string[] = [];
  cache.listen(({ namespace, name }) => seen.push(`${namespace}/${name}`));
  const node = { ...make('node-a', '5'), namespace: '' };
  cache.replace({ resourceVersion: '10', objects: [node] });
  cache.apply({ kind: 'written', object: { ...node, resourceVersion: '11', value: 'x' } });
  cache.apply({ kind: 'written', object: { ...node, resourceVersion: '12', value: 'xx' } });
  expect(seen).toEqual(['/node-a', '/node-a']);
  expect(cache.read({ namespace: '', name: 'node-a' })?.value).toBe(2);
});
