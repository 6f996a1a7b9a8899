import { describe, expect, it } from 'vitest';
import { toStoreFailure } from './to-store-failure.ts';

/** As the SDK throws it. */
function answered(httpStatusCode: number, name: string): Error {
  return Object.assign(new Error('said so'), { name, $metadata: { httpStatusCode } });
}

const broken = (code: string): Error => Object.assign(new Error('broke'), { code });

describe('what an answer means', () => {
  it.each<[Error, string, string]>([
    [answered(500, 'InternalError'), 'unavailable', 'answered 500'],
    [answered(502, 'BadGateway'), 'unavailable', 'answered 502'],
    [answered(503, 'SlowDown'), 'unavailable', 'answered 503'],
    [answered(429, 'TooManyRequests'), 'unavailable', 'overloaded'],
    [answered(409, 'ConditionalRequestConflict'), 'busy', 'another writer'],
    [answered(403, 'AccessDenied'), 'refused', 'docs/stores.md'],
    [answered(403, 'RequestTimeTooSkewed'), 'refused', 'RequestTimeTooSkewed'],
    [answered(403, 'QuotaExceeded'), 'full', 'is full'],
    [answered(507, 'InsufficientStorage'), 'full', 'is full'],
    [answered(404, 'NoSuchBucket'), 'refused', 'TOE_S3_BUCKET'],
    [answered(301, 'PermanentRedirect'), 'refused', 'TOE_S3_REGION'],
    [answered(400, 'AuthorizationHeaderMalformed'), 'refused', 'TOE_S3_REGION'],
    [answered(400, 'InvalidArgument'), 'refused', 'answered 400'],
    [answered(405, 'MethodNotAllowed'), 'refused', 'answered 405'],
    [answered(501, 'NotImplemented'), 'refused', 'answered 501'],
    [broken('ECONNREFUSED'), 'unavailable', 'does not answer (ECONNREFUSED'],
    [broken('ENOTFOUND'), 'unavailable', 'does not answer (ENOTFOUND'],
    [broken('DEPTH_ZERO_SELF_SIGNED_CERT'), 'unavailable', 'TOE_S3_CA'],
    [broken('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'unavailable', 'TOE_S3_CA'],
    [broken('CERT_HAS_EXPIRED'), 'unavailable', 'certificate is not trusted'],
    [broken('ERR_TLS_CERT_ALTNAME_INVALID'), 'unavailable', 'certificate is not trusted'],
    [
      Object.assign(new Error('none found'), { name: 'CredentialsProviderError' }),
      'refused',
      'AWS_ACCESS_KEY_ID',
    ],
    [new Error('Region is missing'), 'refused', 'TOE_S3_REGION'],
  ])('%s: %s', (error, kind, why) => {
    const failure = toStoreFailure('store it', error);
    expect([failure.kind, failure.why]).toEqual([kind, expect.stringContaining(why)]);
    expect(failure.message).toBe(`Cannot store it: ${failure.why}`);
    expect(failure.cause).toBe(error);
  });
});
