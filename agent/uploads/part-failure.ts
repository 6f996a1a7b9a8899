import type { PartAnswer } from './part-request.ts';

/**
 * `corrupt`: other bytes arrived than were signed for. `gone`: the upload is not there any more; it is opened again.
 * `away`: the object store does not answer, or cannot now. `barred`: this node cannot store parts there, however often
 * it tries.
 */
export type PartFailureKind = 'corrupt' | 'gone' | 'away' | 'barred';

/** Why a part was not stored by this node itself. Its message never holds a URL, which is a credential. */
export class PartFailure extends Error {
  override readonly name = 'PartFailure';
  readonly kind: PartFailureKind;

  constructor(kind: PartFailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

const certificateCode = /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_)/;

/** What a connection that failed means. */
export function toLostConnection(host: string, error: Error): PartFailure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  if (!certificateCode.test(code))
    return new PartFailure(
      'away',
      `Cannot store a part at "${host}": the object store does not answer (${code})`,
    );
  return new PartFailure(
    'barred',
    `Cannot store a part at "${host}": its certificate is not trusted (${code}): let TOE_S3_CA of this node name the authority's certificate`,
  );
}

const corruptCodes: ReadonlySet<string> = new Set([
  'BadDigest',
  'InvalidDigest',
  'XAmzContentChecksumMismatch',
  'XAmzContentSHA256Mismatch',
]);

/** What an answer that is no success means. */
export function toPartFailure(host: string, { status, code }: PartAnswer): PartFailure {
  const said = code === '' ? `${status}` : `${status}, ${code}`;
  const what = `Cannot store a part at "${host}"`;
  if (corruptCodes.has(code)) return new PartFailure('corrupt', `${what}: other bytes arrived (${said})`);
  if (code === 'NoSuchUpload') return new PartFailure('gone', `${what}: its upload was given up (${said})`);
  const isPassing = status >= 500 || status === 408 || status === 429 || code === 'RequestTimeout';
  if (isPassing) return new PartFailure('away', `${what}: the object store cannot at present (${said})`);
  if (status >= 300 && status < 400)
    return new PartFailure(
      'barred',
      `${what}: it names another place (${said}), and none is followed: let TOE_S3_REGION and TOE_S3_AGENT_ENDPOINT of the coordinator name the bucket's`,
    );
  return new PartFailure(
    'barred',
    `${what}: it allows it not (${said}): look whether the clocks agree, and at the coordinator's credentials`,
  );
}
