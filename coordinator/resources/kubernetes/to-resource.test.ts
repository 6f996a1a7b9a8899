import { expect, test } from 'vitest';
import { toKubeObject } from './kube-object.ts';
import { toResource } from './to-resource.ts';

const spec = { tool: { name: 'perf', duration: '30s' }, targets: { allNodes: true } };

function read(name: string, written: unknown): ReturnType<typeof toResource<'PowerTool'>> {
  const metadata = {
    namespace: 'oncall',
    name,
    uid: 'u',
    resourceVersion: '1',
    generation: 3,
    creationTimestamp: '2030-01-01T00:00:00Z',
    annotations: { 'toe.run/requested-by': 'alice' },
  };
  const object = toKubeObject({ metadata, spec: written });
  if (object === undefined) throw new Error('Cannot read the object');
  return toResource('PowerTool', object);
}

test('an object is defaulted and keeps its identity', () => {
  expect(read('blue', spec)).toMatchObject({
    kind: 'valid',
    resource: {
      metadata: { uid: 'u', generation: 3, labels: {}, annotations: { 'toe.run/requested-by': 'alice' } },
      spec: { start: { leadTime: '3s' } },
    },
  });
});

test.each([
  ['a spec of an older schema', 'blue', { ...spec, colour: 'blue' }, 'spec.colour: '],
  ['no spec', 'blue', undefined, 'spec.tool: is required'],
  ['a name that is no file name', 'blue.cpu', spec, 'metadata.name: "blue.cpu" is not a name for TOE'],
])('%s is refused with its fault', (_, name, written, fault) => {
  expect(read(name, written)).toMatchObject({
    kind: 'invalid',
    message: expect.stringContaining(`PowerTool "oncall/${name}": ${fault}`) as unknown,
  });
});

test('what has no identity is no object', () => {
  expect(toKubeObject({ metadata: { name: 'x' } })).toBeUndefined();
});
