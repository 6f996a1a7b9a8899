import { describe, expect, it } from 'vitest';
import { readAgentConfig } from './config.ts';

const common = { TOE_COORDINATOR: 'toe:7444', TOE_TLS_CA: '/ca', TOE_SPOOL_DIR: '/spool' };
const read = (environment: Readonly<Record<string, string>>) =>
  readAgentConfig({ ...common, ...environment }, () => undefined);

describe('the upload rate of a node', () => {
  const pair = { TOE_TLS_CERT: '/cert', TOE_TLS_KEY: '/key' };

  it('is 50 MB a second unless the environment says another', () => {
    expect(read(pair)).toMatchObject({ config: { maxUploadRate: 50_000_000 } });
    expect(read({ ...pair, TOE_MAX_UPLOAD_RATE: '2M' })).toMatchObject({ config: { maxUploadRate: 2e6 } });
  });

  it.each(['0', '9k', 'fast', '-1'])('is not %s', (rate) => {
    expect(read({ ...pair, TOE_MAX_UPLOAD_RATE: rate })).toMatchObject({
      kind: 'faulty',
      message: expect.stringContaining(`TOE_MAX_UPLOAD_RATE: "${rate}" is no rate`),
    });
  });
});

describe("the agent's credential", () => {
  it('is a client certificate', () => {
    expect(read({ TOE_TLS_CERT: '/cert', TOE_TLS_KEY: '/key' })).toMatchObject({
      config: { credential: { kind: 'certificate', ca: '/ca', certificate: '/cert', key: '/key' } },
    });
  });

  it('is a token', () => {
    expect(read({ TOE_TOKEN_FILE: '/token', TOE_NODE_NAME: 'node-1' })).toMatchObject({
      config: { credential: { kind: 'token', ca: '/ca', token: '/token', nodeName: 'node-1' } },
    });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['no credential is set: either TOE_TLS_CERT with TOE_TLS_KEY, or TOE_TOKEN_FILE, is right', {}],
    [
      'both a client certificate and a token are set: either TOE_TLS_CERT with TOE_TLS_KEY, or TOE_TOKEN_FILE, is right',
      { TOE_TLS_KEY: '/key', TOE_TOKEN_FILE: '/token' },
    ],
    [
      'half a credential is set: TOE_TLS_CERT and TOE_TLS_KEY go together',
      { TOE_TLS_CERT: '/cert', TOE_TOKEN_FILE: '' },
    ],
  ])('is one of the two: %s', (why, environment) => {
    expect(read(environment)).toEqual({
      kind: 'faulty',
      message: `Cannot read the configuration: ${why}`,
    });
  });
});
