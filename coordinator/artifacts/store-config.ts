import { isIP } from 'node:net';
import { join } from 'node:path';
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
  /** Free bytes that copies of objects leave on the disk of the work directory. */
  readonly floorBytes: number;
}

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
    floorBytes,
  };
  return { kind: 'ready', store };
}

function listFaults(values: StoreValues): readonly string[] {
  const { s3Endpoint: endpoint } = values;
  const isPlain = endpoint.startsWith('http:');
  return [
    ...(values.s3Bucket === '' ? ['TOE_S3_BUCKET is not set: TOE_STORE=s3 needs the name of a bucket'] : []),
    ...(isPlain && !isLoopback(new URL(endpoint)) && !values.s3Plaintext
      ? [
          'TOE_S3_ENDPOINT: captures would cross the network unencrypted: write https://…, or set TOE_S3_PLAINTEXT=1',
        ]
      : []),
    ...(values.s3Ca !== undefined && (isPlain || endpoint === '')
      ? ['TOE_S3_CA is set: it is for an https endpoint of your own, which TOE_S3_ENDPOINT names']
      : []),
    ...(values.s3KmsKey !== '' && values.s3Encryption !== 'kms'
      ? ['TOE_S3_KMS_KEY is set: it needs TOE_S3_SSE=kms']
      : []),
  ];
}

/** A bucket that is named and not used would be believed to hold what a pod's own disk loses. */
function listStrays(values: StoreValues): readonly string[] {
  return values.s3Bucket === ''
    ? []
    : ['TOE_S3_BUCKET is set, and TOE_STORE is disk: set TOE_STORE=s3, or take the bucket away'];
}

function isLoopback({ hostname }: URL): boolean {
  if (hostname === 'localhost' || hostname === '[::1]') return true;
  return isIP(hostname) === 4 && hostname.startsWith('127.');
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

function parseEndpoint(text: string): string {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.username !== '')
    throw new RangeError(`${JSON.stringify(text)} is no endpoint: write https://host:port`);
  return text;
}

function parseRegion(text: string): string {
  if (!/^[a-z0-9-]{1,63}$/.test(text)) throw new RangeError(`${JSON.stringify(text)} is no region`);
  return text;
}
