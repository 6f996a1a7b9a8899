import { StoreFailure, type StoreFailureKind } from '../store-failure.ts';

/** What is known of an answer that was no success. */
export interface S3Answer {
  /** Of HTTP; 0: there was none. */
  readonly status: number;
  /** The server's code for the error, or that of the system or of TLS. */
  readonly code: string;
  readonly message: string;
}

/** Servers have codes of their own for it; 507 is what HTTP has. */
const fullCodes: ReadonlySet<string> = new Set([
  'InsufficientCapacity',
  'QuotaExceeded',
  'QuotaExceededException',
  'XMinioStorageFull',
  'XMinioAdminBucketQuotaExceeded',
  'EntityStorageFull',
]);

const certificateCode = /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_)/;

/** Reads what the SDK threw by its form alone. */
export function readAnswer(error: unknown): S3Answer {
  if (!(error instanceof Error)) return { status: 0, code: '', message: String(error) };
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? Number(metadata.httpStatusCode ?? 0)
      : 0;
  // Answers to HEAD have no body, and the SDK calls them UnknownError.
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return { status, code, message: error.message };
}

/** The failure that an answer means. `what` completes "Cannot". */
export function toStoreFailure(what: string, error: unknown): StoreFailure {
  const { kind, why } = explain(readAnswer(error));
  return new StoreFailure(kind, what, why, { cause: error });
}

function explain(answer: S3Answer): { readonly kind: StoreFailureKind; readonly why: string } {
  const { status, code, message } = answer;
  const said = message === '' || message === 'UnknownError' ? code : `${code}, ${message}`;
  if (status === 507 || fullCodes.has(code))
    return { kind: 'full', why: `the object store is full (${said}): remove old captures or enlarge it` };
  if (status === 409 || code === 'OperationAborted')
    return { kind: 'busy', why: `the object store has another writer of the same (${said})` };
  if (status >= 500 && status !== 501 && status !== 505)
    return { kind: 'unavailable', why: `the object store answered ${status} (${said})` };
  if (status === 429) return { kind: 'unavailable', why: `the object store is overloaded (${said})` };
  if (status === 401 || status === 403)
    return {
      kind: 'refused',
      why: `the object store allows it not (${said}): check the credentials and the rights that docs/stores.md lists`,
    };
  if (status === 301 || code === 'AuthorizationHeaderMalformed')
    return { kind: 'refused', why: `the bucket is in another region (${said}): mend TOE_S3_REGION` };
  if (code === 'NoSuchBucket')
    return { kind: 'refused', why: 'the bucket is not there: make it, or mend TOE_S3_BUCKET' };
  if (status > 0) return { kind: 'refused', why: `the object store answered ${status} (${said})` };
  if (code === 'CredentialsProviderError')
    return {
      kind: 'refused',
      why: `there are no credentials (${message}): set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role`,
    };
  if (message === 'Region is missing')
    return { kind: 'refused', why: 'the region is not known: set TOE_S3_REGION' };
  if (certificateCode.test(code))
    return {
      kind: 'unavailable',
      why: `its certificate is not trusted (${said}): let TOE_S3_CA name the authority's certificate`,
    };
  return { kind: 'unavailable', why: `the object store does not answer (${said})` };
}
