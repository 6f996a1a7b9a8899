/** A sealed file of one node's run: its bytes no longer change. Field meanings: `Artifact` in artifact.proto. */
export interface Artifact {
  readonly artifactId: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly complete: boolean;
  readonly required: boolean;
  readonly output: string;
  readonly problem: string;
  /** Of the file as the tool left it, where it was compressed after that; absent: it is stored as it was. */
  readonly raw?: RawForm;
  /** From 1, where the output was cut while the tool ran; absent or 0: it was not. */
  readonly segment?: number;
}

/** What the stored bytes decompress to, and by what: an `Encoding`, or a newer one that we do not know. */
export interface RawForm {
  readonly encoding: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export type Encoding = 'zstd' | 'gzip';

/** What the name of a compressed file ends with, after the name that the tool gave it. */
export const encodingEndings: Readonly<Record<Encoding, string>> = { zstd: '.zst', gzip: '.gz' };

export function isEncoding(text: string): text is Encoding {
  return Object.hasOwn(encodingEndings, text);
}

/** The name that a file had before it was compressed. */
export function toRawName(fileName: string, encoding: Encoding): string {
  const ending = encodingEndings[encoding];
  return fileName.endsWith(ending) && fileName !== ending ? fileName.slice(0, -ending.length) : fileName;
}

/** Size of the file as the tool left it. */
export function toRawSize({ raw, sizeBytes }: Pick<Artifact, 'raw' | 'sizeBytes'>): number {
  return raw?.sizeBytes ?? sizeBytes;
}

/** What the stored bytes are, for whoever sees nothing but them. */
export function toStoredMediaType({ raw, mediaType }: Pick<Artifact, 'raw' | 'mediaType'>): string {
  return raw === undefined ? mediaType : `application/${raw.encoding}`;
}

/**
 * Proof that an artifact is durable in the store under `key` and that its SHA-256 was verified there: of all bytes, or,
 * where `proof` says so, of each part against the digest that its sender named.
 */
export interface Receipt {
  readonly artifactId: string;
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly verifiedUnixUs: number;
  readonly proof?: 'composite';
}

export const artifactIdPattern: RegExp = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
export const fileNamePattern: RegExp = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;
export const sha256Pattern: RegExp = /^[0-9a-f]{64}$/;

/** Whether the receipt is for exactly these bytes. */
export function isReceiptFor(receipt: Receipt, artifact: Artifact): boolean {
  return (
    receipt.artifactId === artifact.artifactId &&
    receipt.sha256 === artifact.sha256 &&
    receipt.sizeBytes === artifact.sizeBytes
  );
}
