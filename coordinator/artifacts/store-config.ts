import { join } from 'node:path';
import { isOpenToAll, parseEndpoint } from '../../shared/config/endpoint.ts';
import {
  pathField,
  switchField,
  textField,
  wholeNumberField,
  wordField,
} from '../../shared/config/fields.ts';
import type { Field } from '../../shared/config/read-config.ts';
import { checkPrefix } from './check-key.ts';

/** Where artifacts and documents are kept. */
export type StoreConfig = DiskStoreConfig | S3StoreConfig;

export interface DiskStoreConfig {
  readonly kind: 'disk';
  /** All replicas share it. */
  readonly directory: string;
  /** Free bytes of its disk below which no new upload is taken. */
  readonly floorBytes: number;
}

export interface S3StoreConfig {
  readonly kind: 's3';
  readonly bucket: string;
  /** Above every key, without slashes at its ends; `''`: none. */
  readonly prefix: string;
  /** Undefined: the one of AWS for the region. */
  readonly endpoint: string | undefined;
  /** Undefined: what the AWS SDK finds. */
  readonly region: string | undefined;
  readonly pathStyle: boolean;
  /** PEM file of the authorities of the endpoint's certificate, in place of the well-known ones. */
  readonly caPath: string | undefined;
  readonly encryption: Encryption;
  /** Bytes that may be stored below the prefix; 0: as many as the server takes. */
  readonly quotaBytes: number;
  /**
   * Whether agents that can store their parts in the bucket themselves: `auto` where the server has what that needs,
   * `direct` the same and without it the coordinator does not start.
   */
  readonly upload: UploadPolicy;
  /** What proves an object that agents stored themselves: all its bytes, read back, or the digests of its parts. */
  readonly verify: 'whole' | 'parts';
  /** Where agents reach the bucket; undefined: where the coordinator does. */
  readonly agentEndpoint: string | undefined;
  /** How long a URL that is given to an agent is good. */
  readonly urlSeconds: number;
  /** Free bytes that copies of objects leave on the disk of the work directory. */
  readonly floorBytes: number;
}

type UploadPolicy = (typeof uploadPolicies)[number];

const uploadPolicies = ['auto', 'relay', 'direct'] as const;

/** The most that the protocol of S3 allows is a week; longer than a part takes is never needed. */
const longestUrlSeconds = 3_600;

/** `none` leaves it to the bucket's default. */
export type Encryption =
  | { readonly kind: 'none' }
  | { readonly kind: 's3' }
  | { readonly kind: 'kms'; readonly keyId: string | undefined };

interface StoreFields {
  readonly store: Field<'disk' | 's3'>;
  readonly storeDirectory: Field<string | undefined>;
  readonly storeFloorBytes: Field<number>;
  readonly s3Bucket: Field<string>;
  readonly s3Prefix: Field<string>;
  readonly s3Endpoint: Field<string>;
  readonly s3Plaintext: Field<boolean>;
  readonly s3Region: Field<string>;
  readonly s3PathStyle: Field<boolean | undefined>;
  readonly s3Ca: Field<string | undefined>;
  readonly s3Encryption: Field<'none' | 's3' | 'kms'>;
  readonly s3KmsKey: Field<string>;
  readonly s3QuotaBytes: Field<number>;
  readonly s3Upload: Field<UploadPolicy>;
  readonly s3Verify: Field<'whole' | 'parts'>;
  readonly s3AgentEndpoint: Field<string>;
  readonly s3UrlSeconds: Field<number>;
}

/** The environment of a store; docs/stores.md says what each means. */
export const storeFields: StoreFields = {
  store: wordField('TOE_STORE', ['disk', 's3'], 'disk'),
  storeDirectory: pathField('TOE_STORE_DIR', undefined),
  storeFloorBytes: wholeNumberField('TOE_STORE_FLOOR', 512 * 1024 * 1024),
  s3Bucket: textField('TOE_S3_BUCKET', parseBucket, ''),
  s3Prefix: textField('TOE_S3_PREFIX', parsePrefix, ''),
  s3Endpoint: textField('TOE_S3_ENDPOINT', parseEndpoint, ''),
  s3Plaintext: switchField('TOE_S3_PLAINTEXT', false),
  s3Region: textField('TOE_S3_REGION', parseRegion, ''),
  s3PathStyle: switchField<undefined>('TOE_S3_PATH_STYLE', undefined),
  s3Ca: pathField('TOE_S3_CA', undefined),
  s3Encryption: wordField('TOE_S3_SSE', ['none', 's3', 'kms'], 'none'),
  s3KmsKey: textField('TOE_S3_KMS_KEY', (text) => text, ''),
  s3QuotaBytes: wholeNumberField('TOE_S3_QUOTA', 0),
  s3Upload: wordField('TOE_S3_UPLOAD', uploadPolicies, 'auto'),
  s3Verify: wordField('TOE_S3_VERIFY', ['whole', 'parts'], 'whole'),
  s3AgentEndpoint: textField('TOE_S3_AGENT_ENDPOINT', parseEndpoint, ''),
  s3UrlSeconds: textField('TOE_S3_URL_SECONDS', parseUrlSeconds, 300),
};

export type StoreValues = {
  readonly [Key in keyof StoreFields]: StoreFields[Key] extends Field<infer Value> ? Value : never;
};

/** The store that the values mean, or all that does not fit together. */
export function toStoreConfig(
  values: StoreValues,
  dataDirectory: string,
):
  | { readonly kind: 'ready'; readonly store: StoreConfig }
  | { readonly kind: 'faulty'; readonly faults: readonly string[] } {
  const faults = values.store === 's3' ? listFaults(values) : listStrays(values);
  if (faults.length > 0) return { kind: 'faulty', faults };
  const floorBytes = values.storeFloorBytes;
  if (values.store === 'disk') {
    const directory = values.storeDirectory ?? join(dataDirectory, 'store');
    return { kind: 'ready', store: { kind: 'disk', directory, floorBytes } };
  }
  const hasEndpoint = values.s3Endpoint !== '';
  const store: S3StoreConfig = {
    kind: 's3',
    bucket: values.s3Bucket,
    prefix: values.s3Prefix,
    endpoint: hasEndpoint ? values.s3Endpoint : undefined,
    // Servers that are not AWS's have no regions and take this one.
    region: values.s3Region === '' ? (hasEndpoint ? 'us-east-1' : undefined) : values.s3Region,
    pathStyle: values.s3PathStyle ?? hasEndpoint,
    caPath: values.s3Ca,
    encryption:
      values.s3Encryption === 'kms'
        ? { kind: 'kms', keyId: values.s3KmsKey === '' ? undefined : values.s3KmsKey }
        : { kind: values.s3Encryption },
    quotaBytes: values.s3QuotaBytes,
    upload: values.s3Upload,
    verify: values.s3Verify,
    agentEndpoint: values.s3AgentEndpoint === '' ? undefined : values.s3AgentEndpoint,
    urlSeconds: values.s3UrlSeconds,
    floorBytes,
  };
  return { kind: 'ready', store };
}

function listFaults(values: StoreValues): readonly string[] {
  const { s3Endpoint: endpoint, s3AgentEndpoint: agentEndpoint } = values;
  const isPlain = endpoint.startsWith('http:');
  return [
    ...(values.s3Bucket === '' ? ['TOE_S3_BUCKET is not set: TOE_STORE=s3 needs the name of a bucket'] : []),
    ...listPlain('TOE_S3_ENDPOINT', endpoint, values),
    ...listPlain('TOE_S3_AGENT_ENDPOINT', agentEndpoint, values),
    ...(agentEndpoint !== '' && values.s3Upload === 'relay'
      ? ['TOE_S3_AGENT_ENDPOINT is set, and TOE_S3_UPLOAD is relay: agents would never use it']
      : []),
    ...(values.s3Verify === 'parts' && values.s3Upload === 'relay'
      ? ['TOE_S3_VERIFY is parts, and TOE_S3_UPLOAD is relay: what is relayed is always proven as a whole']
      : []),
    ...(values.s3Ca !== undefined && (isPlain || endpoint === '')
      ? ['TOE_S3_CA is set: it is for an https endpoint of your own, which TOE_S3_ENDPOINT names']
      : []),
    ...(values.s3KmsKey !== '' && values.s3Encryption !== 'kms'
      ? ['TOE_S3_KMS_KEY is set: it needs TOE_S3_SSE=kms']
      : []),
  ];
}

function listPlain(variable: string, endpoint: string, { s3Plaintext }: StoreValues): readonly string[] {
  if (!isOpenToAll(endpoint) || s3Plaintext) return [];
  return [
    `${variable}: captures would cross the network unencrypted: write https://…, or set TOE_S3_PLAINTEXT=1`,
  ];
}

/** A bucket that is named and not used would be believed to hold what a pod's own disk loses. */
function listStrays(values: StoreValues): readonly string[] {
  return values.s3Bucket === ''
    ? []
    : ['TOE_S3_BUCKET is set, and TOE_STORE is disk: set TOE_STORE=s3, or take the bucket away'];
}

function parseBucket(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/.test(text))
    throw new RangeError(`${JSON.stringify(text)} is no bucket: write its name alone, 3 to 63 characters`);
  return text;
}

function parsePrefix(text: string): string {
  try {
    return checkPrefix(text).join('/');
  } catch {
    throw new RangeError(
      `${JSON.stringify(text)} is no prefix: write folder/folder with letters, digits, ".", "_", "-"`,
    );
  }
}

function parseUrlSeconds(text: string): number {
  const seconds = /^[0-9]{1,4}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > longestUrlSeconds)
    throw new RangeError(
      `${JSON.stringify(text)} is no time: write whole seconds from 1 to ${longestUrlSeconds}`,
    );
  return seconds;
}

function parseRegion(text: string): string {
  if (!/^[a-z0-9-]{1,63}$/.test(text)) throw new RangeError(`${JSON.stringify(text)} is no region`);
  return text;
}
