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

describe('the ceiling', () => {
  it('sets no limit unless it is told to', () => {
    const ceiling = {
      cpu: undefined,
      memory: undefined,
      pids: undefined,
      outputBytes: undefined,
      readBytesPerSecond: undefined,
      writeBytesPerSecond: undefined,
      duration: undefined,
    };
    expect(read({ TOE_TLS_CA: '/ca' })).toMatchObject({ config: { ceiling } });
  });

  it('is kept in its own words', () => {
    const environment = {
      TOE_TLS_CA: '/ca',
      TOE_CEILING_CPU: '500m',
      TOE_CEILING_MEMORY: '1Gi',
      TOE_CEILING_PIDS: '32',
      TOE_CEILING_OUTPUT_BYTES: '2G',
      TOE_CEILING_READ_BYTES_PER_SECOND: '50Mi',
      TOE_CEILING_WRITE_BYTES_PER_SECOND: '20M',
      TOE_CEILING_DURATION: '30m',
    };
    const ceiling = {
      cpu: '500m',
      memory: '1Gi',
      pids: 32,
      outputBytes: '2G',
      readBytesPerSecond: '50Mi',
      writeBytesPerSecond: '20M',
      duration: '30m',
    };
    expect(read(environment)).toMatchObject({ kind: 'ready', config: { ceiling } });
  });

  it.each([
    ['TOE_CEILING_CPU', 'one', '"one" is no amount: write cores, as 2 or 500m'],
    ['TOE_CEILING_CPU', '1m', '"1m" is below 10m'],
    ['TOE_CEILING_MEMORY', '1GB', '"1GB" is no amount: write bytes, as 1Gi'],
    ['TOE_CEILING_MEMORY', '1', '"1" is below 1Mi'],
    ['TOE_CEILING_PIDS', '0', '"0" is no number of processes: write 1 or more'],
    ['TOE_CEILING_PIDS', '-1', '"-1" is no number of processes: write 1 or more'],
    ['TOE_CEILING_OUTPUT_BYTES', '0', '"0" is below 1'],
    ['TOE_CEILING_READ_BYTES_PER_SECOND', '0', '"0" is below 64Ki'],
    ['TOE_CEILING_WRITE_BYTES_PER_SECOND', '-1', '"-1" is no amount: write bytes a second, as 50Mi'],
    ['TOE_CEILING_DURATION', '30', '"30" is no amount: write a duration, as 30m'],
    ['TOE_CEILING_DURATION', '1s', '"1s" is below 5s'],
  ])('%s=%s is a start fault', (name, text, why) => {
    const message = `Cannot read the configuration: ${name}: ${why}`;
    expect(read({ TOE_TLS_CA: '/ca', [name]: text })).toEqual({ kind: 'faulty', message });
  });
});
