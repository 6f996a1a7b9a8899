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

describe("the spool's bounds", () => {
  const credential = { TOE_TLS_CERT: '/cert', TOE_TLS_KEY: '/key' };

  it('are what the disk suggests unless they are set', () => {
    expect(read(credential)).toMatchObject({ config: { spoolFloor: undefined, spoolLimit: undefined } });
    const set = { TOE_SPOOL_FLOOR: '1000', TOE_SPOOL_LIMIT: '2000' };
    expect(read({ ...credential, ...set })).toMatchObject({
      config: { spoolFloor: 1_000, spoolLimit: 2_000 },
    });
  });

  it.each(['-1', '1.5', '5Gi', 'much'])('are bytes, and "%s" is none', (text) => {
    expect(read({ ...credential, TOE_SPOOL_LIMIT: text })).toEqual({
      kind: 'faulty',
      message: `Cannot read the configuration: TOE_SPOOL_LIMIT: "${text}" is not a whole number`,
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

describe("the agent's object store", () => {
  const certificate = { TOE_TLS_CERT: '/cert', TOE_TLS_KEY: '/key' };

  it('is none unless it is told of one', () => {
    expect(read(certificate)).toMatchObject({ config: { objectStore: undefined } });
  });

  it('is reached by TLS, on another machine than this one', () => {
    const endpoint = 'https://s3.example';
    expect(read({ ...certificate, TOE_S3_ENDPOINT: endpoint, TOE_S3_CA: '/s3.crt' })).toMatchObject({
      config: { objectStore: { endpoint, caPath: '/s3.crt' } },
    });
    for (const plain of [
      { TOE_S3_ENDPOINT: 'http://127.0.0.1:7070' },
      { TOE_S3_ENDPOINT: 'http://minio:9000', TOE_S3_PLAINTEXT: '1' },
    ])
      expect(read({ ...certificate, ...plain })).toMatchObject({
        config: { objectStore: { endpoint: plain.TOE_S3_ENDPOINT } },
      });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    [
      'TOE_S3_ENDPOINT: "s3.example" is no endpoint: write https://host:port',
      { TOE_S3_ENDPOINT: 's3.example' },
    ],
    [
      'TOE_S3_ENDPOINT: captures would cross the network unencrypted: write https://…, or set TOE_S3_PLAINTEXT=1',
      { TOE_S3_ENDPOINT: 'http://minio:9000' },
    ],
    ['TOE_S3_CA is set: it is for an https endpoint, which TOE_S3_ENDPOINT names', { TOE_S3_CA: '/s3.crt' }],
  ])('is a start fault: %s', (why, environment) => {
    expect(read({ ...certificate, ...environment })).toEqual({
      kind: 'faulty',
      message: `Cannot read the configuration: ${why}`,
    });
  });
});
