import { describe, expect, it } from 'vitest';
import { validateSpec } from '../../shared/kinds/validate-spec.ts';
import { digestRequested } from './digest-requested.ts';
import {
  checkStamp,
  type StampedObject,
  type StampedResource,
  type StampKeys,
  stampAnnotation,
  toStampAnnotations,
} from './stamp.ts';

const keys: StampKeys = [Buffer.alloc(32, 1)];
const others: StampKeys = [Buffer.alloc(32, 2)];
const spec = { tool: { name: 'perf', args: ['record', '-a'], duration: '30s' }, targets: { allNodes: true } };
const created = '2030-01-01T00:00:00Z';
const unixSeconds = Date.parse(created) / 1_000;
const born: StampedObject = { kind: 'new', namespace: 'oncall', name: 'blue', unixSeconds };
const known: StampedObject = { kind: 'known', uid: 'uid-1' };

function resource(annotations: Readonly<Record<string, string>>, changes: object = {}): StampedResource {
  const metadata = { namespace: 'oncall', name: 'blue', uid: 'uid-1', creationTimestamp: created };
  return { metadata: { ...metadata, annotations, ...changes }, spec };
}

function stamped(object: StampedObject, by = 'alice', withKeys = keys): Readonly<Record<string, string>> {
  return toStampAnnotations(withKeys, { object, requestedBy: by, specDigest: digestRequested(spec) });
}

describe('a stamp', () => {
  it.each([
    ['a new object', born],
    ['a known object', known],
  ])('of %s says who asked for it', (_, object) => {
    expect(checkStamp(keys, resource(stamped(object)))).toEqual({ kind: 'stamped', requestedBy: 'alice' });
  });

  it('stays good when the defaults are filled in', () => {
    const validated = validateSpec('PowerTool', spec);
    if (validated.kind === 'invalid') throw new Error('Cannot default the spec');
    const filledIn = { ...resource(stamped(born)), spec: validated.spec };
    expect(checkStamp(keys, filledIn).kind).toBe('stamped');
  });

  it('stays good when only what may always be changed has changed', () => {
    const free = { stop: true, suspend: true, ttlSecondsAfterFinished: 5, output: { retention: '30d' } };
    const changed = { ...resource(stamped(born)), spec: { ...spec, ...free } };
    expect(checkStamp(keys, changed).kind).toBe('stamped');
  });

  it('is checked by every key, so that keys can be changed', () => {
    const [newKey, oldKey] = [Buffer.alloc(32, 3), keys[0]];
    expect(checkStamp([newKey, oldKey], resource(stamped(born))).kind).toBe('stamped');
    expect(checkStamp([newKey], resource(stamped(born))).kind).toBe('refused');
    expect(checkStamp([newKey], resource(stamped(born, 'alice', [newKey, oldKey]))).kind).toBe('stamped');
  });

  const forAnother = 'its stamp is for something else than what it asks for now, or of another key';
  it.each<readonly [string, StampedResource, string]>([
    ['nothing', resource({}), 'it does not carry the stamp'],
    ['a requester alone', resource({ 'toe.run/requested-by': 'alice' }), 'it does not carry the stamp'],
    [
      'a code alone',
      resource({ [stampAnnotation]: stamped(born)[stampAnnotation] ?? '' }),
      'it does not carry',
    ],
    ['some text', resource({ ...stamped(born), [stampAnnotation]: 'v1:new:1:x' }), 'is no stamp'],
    ['another requester', resource({ ...stamped(born), 'toe.run/requested-by': 'bob' }), forAnother],
    ['a stamp of another key', resource(stamped(born, 'alice', others)), forAnother],
    ['a stamp of another name', resource(stamped(born), { name: 'red' }), forAnother],
    ['a stamp of another namespace', resource(stamped(born), { namespace: 'payments' }), forAnother],
    ['a stamp of another uid', resource(stamped(known), { uid: 'uid-2' }), forAnother],
    ['a stamp for no uid', resource(stamped({ ...known, uid: '' }), { uid: '' }), 'was there before'],
    ['another spec', { ...resource(stamped(born)), spec: { ...spec, reason: 'x' } }, forAnother],
    ['no spec', { ...resource(stamped(born)), spec: undefined }, forAnother],
    [
      'a later creation',
      resource(stamped(born), { creationTimestamp: '2030-01-01T00:05:01Z' }),
      'earlier object',
    ],
    [
      'an earlier creation',
      resource(stamped(born), { creationTimestamp: '2029-12-31T23:54:59Z' }),
      'clocks differ',
    ],
    ['no creation', resource(stamped(born), { creationTimestamp: '' }), 'clocks differ'],
  ])('is refused on an object with %s', (_, object, why) => {
    const checked = checkStamp(keys, object);
    expect(checked).toEqual({ kind: 'refused', why: expect.stringContaining(why) as unknown });
  });

  it('cannot be moved to another second', () => {
    const moved = stamped(born)[stampAnnotation]?.replace(`${unixSeconds}`, `${unixSeconds + 1}`) ?? '';
    expect(checkStamp(keys, resource({ ...stamped(born), [stampAnnotation]: moved })).kind).toBe('refused');
  });

  it('of a new object is none of a known one with the same letters', () => {
    const code = stamped(born)[stampAnnotation]?.split(':').at(-1) ?? '';
    const swapped = { ...stamped(born), [stampAnnotation]: `v1:known:${code}` };
    expect(checkStamp(keys, resource(swapped)).kind).toBe('refused');
  });
});

describe('digestRequested', () => {
  it.each([
    ['tool', { tool: { ...spec.tool, duration: '31s' } }],
    ['targets', { targets: { nodeNames: ['a'] } }],
    ['output', { output: { deletionPolicy: 'Delete' } }],
    ['schedule', { schedule: '@hourly' }],
    ['processing', { processing: ['x'] }],
    ['reason', { reason: 'x' }],
  ])('changes with %s', (_, change) => {
    expect(digestRequested({ ...spec, ...change })).not.toBe(digestRequested(spec));
  });

  it.each([[undefined], [null], ['text'], [[]], [{ output: 'text' }], [{ output: null }]])(
    'takes %j, whatever that is',
    (value) => {
      expect(digestRequested(value)).toMatch(/^[0-9a-f]{64}$/);
    },
  );
});
