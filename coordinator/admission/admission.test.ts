import { expect, test } from 'vitest';
import type { Resource } from '../../shared/kinds/kinds.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import { type Clock, systemClock } from '../../shared/runtime/clock.ts';
import { toKubeObject } from '../resources/kubernetes/kube-object.ts';
import { toResource } from '../resources/kubernetes/to-resource.ts';
import { admitEverything, admitStamped } from './admission.ts';

const written = {
  tool: { name: 'perf', args: ['record', '-a'], duration: '30s' },
  targets: { allNodes: true },
};
const place = { namespace: 'oncall', name: 'blue' };
const created = '2030-01-01T00:00:00Z';

function resource(annotations: Readonly<Record<string, string>>): Resource<PowerToolSpec> {
  const metadata = { ...place, uid: 'u', resourceVersion: '1', creationTimestamp: created, annotations };
  const object = toKubeObject({ metadata, spec: written });
  const read = object === undefined ? undefined : toResource('PowerTool', object);
  if (read?.kind !== 'valid') throw new Error('Cannot read the object');
  return read.resource;
}

/** The wall clock stands where the object was created, or some seconds beside it. */
const clockAt = (beside: number): Clock => ({
  ...systemClock,
  unixUs: () => (Date.parse(created) + beside * 1_000) * 1_000,
});

test.each([-300, 0, 300])('what the coordinator stamps %i s beside its creation is admitted', (beside) => {
  const admission = admitStamped(() => [Buffer.alloc(32)], clockAt(beside));
  const annotations = admission.stampFor({ ...place, spec: written, requestedBy: 'alice' });
  expect(admission.requireStamp(resource(annotations))).toEqual({ kind: 'admitted', requestedBy: 'alice' });
});

test('a key that is changed is used at once', () => {
  let key = Buffer.alloc(32, 1);
  const admission = admitStamped(() => [key], clockAt(0));
  const before = admission.stampFor({ ...place, spec: written, requestedBy: 'alice' });
  key = Buffer.alloc(32, 2);
  expect(admission.requireStamp(resource(before)).kind).toBe('notAdmitted');
  const after = admission.stampFor({ ...place, spec: written, requestedBy: 'alice' });
  expect(admission.requireStamp(resource(after)).kind).toBe('admitted');
});

test('what carries no stamp is told what is missing and what helps', () => {
  const admission = admitStamped(() => [Buffer.alloc(32)], clockAt(0));
  expect(admission.requireStamp(resource({}))).toEqual({
    kind: 'notAdmitted',
    message:
      'Cannot carry out PowerTool "oncall/blue": it does not carry the stamp that the admission webhook gives: create it again, or a new one, while the webhook of TOE is installed',
  });
});

test('standalone mode admits what stands in its files, of nobody in particular', () => {
  expect(admitEverything.requireStamp(resource({ 'toe.run/requested-by': 'mallory' }))).toEqual({
    kind: 'admitted',
    requestedBy: '',
  });
  expect(admitEverything.stampFor({ ...place, spec: written, requestedBy: 'alice' })).toEqual({});
});
