import { describe, expect, it } from 'vitest';
import { readCoordinatorConfig } from '../config.ts';

const common = { TOE_DATA_DIR: '/data', TOE_TLS_CERT: '/cert', TOE_TLS_KEY: '/key', TOE_TLS_CA: '/ca' };
const read = (environment: Readonly<Record<string, string>>) =>
  readCoordinatorConfig({ ...common, ...environment });
const s3 = { TOE_STORE: 's3', TOE_S3_BUCKET: 'captures' };
const aws = {
  kind: 's3',
  bucket: 'captures',
  prefix: '',
  endpoint: undefined,
  region: undefined,
  pathStyle: false,
  caPath: undefined,
  encryption: { kind: 'none' },
  quotaBytes: 0,
  upload: 'auto',
  verify: 'whole',
  agentEndpoint: undefined,
  urlSeconds: 300,
};

describe('the store', () => {
  it('is a folder in the data directory unless it is told otherwise', () => {
    expect(read({})).toMatchObject({ config: { store: { kind: 'disk', directory: '/data/store' } } });
    expect(read({ TOE_STORE_DIR: '/store', TOE_STORE_FLOOR: '7' })).toMatchObject({
      config: { store: { kind: 'disk', directory: '/store', floorBytes: 7 } },
    });
  });

  it('is a bucket of AWS, whose region the SDK may find', () => {
    expect(read(s3)).toMatchObject({ config: { store: aws } });
    expect(read({ ...s3, TOE_S3_REGION: 'eu-west-1', TOE_S3_SSE: 's3' })).toMatchObject({
      config: { store: { ...aws, region: 'eu-west-1', encryption: { kind: 's3' } } },
    });
  });

  it('is a bucket elsewhere, by its path unless it is told otherwise', () => {
    const endpoint = 'https://minio.example:9000';
    const own = { ...s3, TOE_S3_ENDPOINT: endpoint, TOE_S3_CA: '/own.crt', TOE_S3_PREFIX: 'team/toe/' };
    const store = {
      ...aws,
      endpoint,
      region: 'us-east-1',
      pathStyle: true,
      prefix: 'team/toe',
      caPath: '/own.crt',
    };
    expect(read(own)).toMatchObject({ config: { store } });
    expect(read({ ...own, TOE_S3_PATH_STYLE: '0', TOE_S3_SSE: 'kms', TOE_S3_KMS_KEY: 'k' })).toMatchObject({
      config: { store: { ...store, pathStyle: false, encryption: { kind: 'kms', keyId: 'k' } } },
    });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['TOE_STORE: "gcs" is none of disk, s3', { TOE_STORE: 'gcs' }],
    ['TOE_S3_BUCKET is not set: TOE_STORE=s3 needs the name of a bucket', { TOE_STORE: 's3' }],
    [
      'TOE_S3_BUCKET is set, and TOE_STORE is disk: set TOE_STORE=s3, or take the bucket away',
      { TOE_S3_BUCKET: 'captures' },
    ],
    [
      'TOE_S3_BUCKET: "s3://captures" is no bucket: write its name alone, 3 to 63 characters',
      { ...s3, TOE_S3_BUCKET: 's3://captures' },
    ],
    [
      'TOE_S3_PREFIX: "/x" is no prefix: write folder/folder with letters, digits, ".", "_", "-"',
      { ...s3, TOE_S3_PREFIX: '/x' },
    ],
    [
      'TOE_S3_ENDPOINT: "minio:9000" is no endpoint: write https://host:port',
      { ...s3, TOE_S3_ENDPOINT: 'minio:9000' },
    ],
    [
      'TOE_S3_ENDPOINT: captures would cross the network unencrypted: write https://…, or set TOE_S3_PLAINTEXT=1',
      { ...s3, TOE_S3_ENDPOINT: 'http://minio:9000' },
    ],
    [
      'TOE_S3_CA is set: it is for an https endpoint of your own, which TOE_S3_ENDPOINT names; ' +
        'TOE_S3_KMS_KEY is set: it needs TOE_S3_SSE=kms',
      { ...s3, TOE_S3_CA: '/own.crt', TOE_S3_KMS_KEY: 'k' },
    ],
    ['TOE_S3_UPLOAD: "yes" is none of auto, relay, direct', { ...s3, TOE_S3_UPLOAD: 'yes' }],
    ['TOE_S3_VERIFY: "no" is none of whole, parts', { ...s3, TOE_S3_VERIFY: 'no' }],
    [
      'TOE_S3_URL_SECONDS: "0" is no time: write whole seconds from 1 to 3600',
      { ...s3, TOE_S3_URL_SECONDS: '0' },
    ],
    [
      'TOE_S3_URL_SECONDS: "7200" is no time: write whole seconds from 1 to 3600',
      { ...s3, TOE_S3_URL_SECONDS: '7200' },
    ],
    [
      'TOE_S3_AGENT_ENDPOINT: captures would cross the network unencrypted: write https://…, or set TOE_S3_PLAINTEXT=1',
      { ...s3, TOE_S3_AGENT_ENDPOINT: 'http://minio:9000' },
    ],
    [
      'TOE_S3_AGENT_ENDPOINT is set, and TOE_S3_UPLOAD is relay: agents would never use it',
      { ...s3, TOE_S3_AGENT_ENDPOINT: 'https://minio:9000', TOE_S3_UPLOAD: 'relay' },
    ],
    [
      'TOE_S3_VERIFY is parts, and TOE_S3_UPLOAD is relay: what is relayed is always proven as a whole',
      { ...s3, TOE_S3_VERIFY: 'parts', TOE_S3_UPLOAD: 'relay' },
    ],
    ['TOE_S3_REGION: "Frankfurt" is no region', { ...s3, TOE_S3_REGION: 'Frankfurt' }],
  ])('is a start fault: %s', (why, environment) => {
    expect(read(environment)).toEqual({ kind: 'faulty', message: `Cannot read the configuration: ${why}` });
  });

  it.each(['http://127.0.0.1:7070', 'http://localhost:7070', 'http://[::1]:7070'])(
    'may be reached without TLS on this machine: %s',
    (endpoint) => {
      expect(read({ ...s3, TOE_S3_ENDPOINT: endpoint })).toMatchObject({ config: { store: { endpoint } } });
    },
  );

  it('may take parts from agents, at an endpoint of their own', () => {
    const variables = {
      TOE_S3_UPLOAD: 'direct',
      TOE_S3_VERIFY: 'parts',
      TOE_S3_AGENT_ENDPOINT: 'https://minio.example:9000',
      TOE_S3_URL_SECONDS: '60',
    };
    const store = {
      upload: 'direct',
      verify: 'parts',
      agentEndpoint: 'https://minio.example:9000',
      urlSeconds: 60,
    };
    expect(read({ ...s3, ...variables })).toMatchObject({ config: { store } });
  });

  it('may be reached without TLS where that is said', () => {
    const endpoint = 'http://minio:9000';
    expect(read({ ...s3, TOE_S3_ENDPOINT: endpoint, TOE_S3_PLAINTEXT: '1' })).toMatchObject({
      config: { store: { endpoint } },
    });
  });
});
