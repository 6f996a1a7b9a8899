import { describe, expect, it } from 'vitest';
import { readCoordinatorConfig } from './config.ts';

const common = { TOE_DATA_DIR: '/data', TOE_TLS_CERT: '/cert', TOE_TLS_KEY: '/key' };
const read = (environment: Readonly<Record<string, string>>) =>
  readCoordinatorConfig({ ...common, ...environment });
const tokens = {
  TOE_IDENTITY: 'tokens',
  TOE_AGENT_SERVICE_ACCOUNT: 'toe-system:toe-agent',
  TOE_NAMESPACE: 'toe-system',
};

describe('by what the coordinator knows its callers', () => {
  it('is client certificates unless it is told otherwise', () => {
    expect(read({ TOE_TLS_CA: '/ca' })).toMatchObject({
      config: { identity: { kind: 'certificates', authority: '/ca' }, home: '' },
    });
  });

  it('is tokens, and then there is no authority of clients', () => {
    const identity = { kind: 'tokens', agents: { namespace: 'toe-system', name: 'toe-agent' } };
    expect(read(tokens)).toMatchObject({ config: { identity, home: 'toe-system' } });
    expect(read({ ...tokens, TOE_TLS_CA: '/ca' })).toMatchObject({ config: { identity } });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['TOE_TLS_CA is not set: the authority of the client certificates is right', {}],
    [
      "TOE_AGENT_SERVICE_ACCOUNT is not set: <namespace>:<name> of the agents' service account is right; " +
        "TOE_NAMESPACE is not set: the coordinator's own namespace is right",
      { TOE_IDENTITY: 'tokens' },
    ],
    [
      'TOE_AGENT_SERVICE_ACCOUNT: "toe-agent" is no service account: write <namespace>:<name>',
      { ...tokens, TOE_AGENT_SERVICE_ACCOUNT: 'toe-agent' },
    ],
    [
      'TOE_AGENT_SERVICE_ACCOUNT: "a:b:c" is no service account: write <namespace>:<name>',
      { ...tokens, TOE_AGENT_SERVICE_ACCOUNT: 'a:b:c' },
    ],
    ['TOE_NAMESPACE: "A/b" is no namespace', { ...tokens, TOE_NAMESPACE: 'A/b' }],
    ['TOE_IDENTITY: "none" is none of certificates, tokens', { TOE_IDENTITY: 'none' }],
  ])('is a start fault: %s', (why, environment) => {
    expect(read(environment)).toEqual({ kind: 'faulty', message: `Cannot read the configuration: ${why}` });
  });
});
