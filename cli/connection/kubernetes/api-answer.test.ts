import { describe, expect, it } from 'vitest';
import { toRefusal } from './api-answer.ts';
import { explainRefusal } from './explain-refusal.ts';

const status = (code: number, message: string, details: object = {}): string =>
  JSON.stringify({ kind: 'Status', code, message, details });

describe('toRefusal', () => {
  it.each([
    [
      'the causes',
      status(422, 'PowerTool "x" is invalid', {
        causes: [
          { field: 'spec.a', message: 'Required value' },
          { field: '', message: 'too many' },
        ],
      }),
      ['spec.a: Required value', 'too many'],
    ],
    [
      "a webhook's sentences",
      status(403, 'admission webhook "powertools.toe.run" denied the request: one: why\n two: why\n'),
      ['one: why', 'two: why'],
    ],
    [
      'what strict decoding strings together',
      status(
        400,
        'PowerTool in version "v1alpha1" cannot be handled as a PowerTool: strict decoding error: unknown field "spec.a", unknown field "spec.b"',
      ),
      ['unknown field "spec.a"', 'unknown field "spec.b"'],
    ],
    ['a text that is no Status', 'upstream connect error\n', ['upstream connect error']],
    ['nothing', '', ['it answered with HTTP status 500']],
  ])('tells apart %s', (_title, body, faults) => {
    expect(toRefusal(500, body).faults).toEqual(faults);
  });
});

describe('explainRefusal', () => {
  const kubeconfig = { context: 'ctx', user: 'me' };
  it.each([
    [400, 2],
    [413, 2],
    [422, 2],
    [401, 1],
    [403, 1],
    [404, 1],
    [409, 1],
    [429, 1],
    [500, 1],
    [503, 1],
  ])('exits after HTTP status %i with %i', (code, exitCode) => {
    const error = explainRefusal('stop', toRefusal(code, status(code, 'so it is')), kubeconfig);
    expect(error).toMatchObject({ exitCode, message: expect.stringMatching(/^Cannot stop: /) as unknown });
    expect(error.next).not.toBeUndefined();
  });

  it('says that TOE is not installed where its Kinds are not known', () => {
    const error = explainRefusal('stop', toRefusal(404, '404 page not found\n'), kubeconfig);
    expect(error.message).toBe(
      'Cannot stop: the cluster of context "ctx" has no PowerTools: TOE is not installed there',
    );
  });
});
