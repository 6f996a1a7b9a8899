import { describe, expect, it } from 'vitest';
import { parseReview } from './parse-review.ts';
import { toReview } from './to-review.ts';

const kind = { group: 'toe.run', version: 'v1alpha1', kind: 'PowerTool' };
const asked = {
  uid: 'question-1',
  kind,
  operation: 'CREATE',
  namespace: 'oncall',
  name: 'blue',
  userInfo: { username: 'alice', uid: 'u', groups: ['oncall', 7], extra: { scopes: ['a', 'b'] } },
  object: { metadata: { name: 'blue' }, spec: {} },
};

function review(change: object = {}, around: object = {}): unknown {
  const request = { ...asked, ...change };
  return { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request, ...around };
}

describe('parseReview', () => {
  it('reads who writes what', () => {
    const { object } = asked;
    expect(parseReview(review({ operation: 'UPDATE', oldObject: object, dryRun: true }))).toEqual({
      kind: 'request',
      request: {
        uid: 'question-1',
        kind: 'PowerTool',
        operation: 'UPDATE',
        namespace: 'oncall',
        name: 'blue',
        user: { username: 'alice', uid: 'u', groups: ['oncall'], extra: { scopes: ['a', 'b'] } },
        isDryRun: true,
        object,
        oldObject: object,
      },
    });
  });

  it('knows no old object of a creation, and no name while there is none', () => {
    const change = { name: undefined, object: { metadata: { generateName: 'blue-' } }, oldObject: {} };
    expect(parseReview(review(change))).toMatchObject({ request: { name: '', oldObject: undefined } });
  });

  it.each([
    ['a deletion', { operation: 'DELETE', object: null }],
    ['a connection', { operation: 'CONNECT' }],
    ['a subresource', { subResource: 'status' }],
    ['a subresource of something foreign', { subResource: 'scale', kind: {} }],
  ])('has no word on %s', (_, change) => {
    expect(parseReview(review(change))).toEqual({ kind: 'passed', uid: 'question-1' });
  });

  it.each([
    [
      'another version',
      {},
      { apiVersion: 'admission.k8s.io/v1beta1' },
      'an AdmissionReview of admission.k8s.io/v1',
    ],
    ['another Kind', {}, { kind: 'Review' }, 'it is a "Review"'],
    ['an unknown operation', { operation: 'PEEK' }, {}, 'send CREATE or UPDATE'],
    ['a foreign object', { kind: { ...kind, group: 'apps' } }, {}, 'send PowerTool, PowerToolConfig'],
    ['another version of the object', { kind: { ...kind, version: 'v1' } }, {}, 'of toe.run/v1alpha1'],
    ['a Kind that is inherited', { kind: { ...kind, kind: 'constructor' } }, {}, 'send PowerTool'],
    ['no user', { userInfo: {} }, {}, 'send userInfo.username'],
    ['no object', { object: null }, {}, 'send the object'],
    ['a list for an object', { object: [] }, {}, 'send the object'],
    ['an update from nothing', { operation: 'UPDATE' }, {}, 'send oldObject'],
    ['no namespace', { namespace: '' }, {}, 'send request.namespace'],
  ])('says of %s what would be right', (_, change, around, right) => {
    expect(parseReview(review(change, around))).toEqual({
      kind: 'faulty',
      uid: 'question-1',
      message: expect.stringContaining(right) as unknown,
    });
  });

  it.each([[null], ['text'], [{}], [{ request: null }], [{ request: { uid: 7 } }], [[]]])(
    'cannot answer to %j',
    (value) => {
      expect(parseReview(value).kind).toBe('unreadable');
    },
  );
});

describe('toReview', () => {
  it('of a refusal carries code, sentence and the faults by field', () => {
    const faults = ['spec.tool.args: no: yes', 'spec.tool["a b"]: no', 'what is of no field'];
    const message = 'Cannot create it: no';
    expect(toReview('q', { kind: 'refused', code: 422, message, faults, warnings: ['odd'] })).toEqual({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: {
        uid: 'q',
        warnings: ['odd'],
        allowed: false,
        status: {
          status: 'Failure',
          code: 422,
          reason: 'Invalid',
          message,
          details: {
            causes: [
              { reason: 'FieldValueInvalid', field: 'spec.tool.args', message: 'no: yes' },
              { message: 'spec.tool["a b"]: no' },
              { message: 'what is of no field' },
            ],
          },
        },
      },
    });
  });

  it('of what is allowed as it is carries no patch', () => {
    const { response } = toReview('q', { kind: 'allowed', warnings: [], patch: [] }) as { response: unknown };
    expect(response).toEqual({ uid: 'q', allowed: true });
  });
});
