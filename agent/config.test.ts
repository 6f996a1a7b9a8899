import { describe, expect, it } from 'vitest';
import { readAgentConfig } from './config.ts';

const common = { TOE_COORDINATOR: 'toe:7444', TOE_TLS_CA: '/ca', TOE_SPOOL_DIR: '/spool' };
const read = (environment: Readonly<Record<string, string>>) =>
  readAgentConfig({ ...common, ...environment }, () => undefined);

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
