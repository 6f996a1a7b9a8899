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
  /** From 1, where the output was cut while the tool ran; absent or 0: it was not. */
  readonly segment?: number;
}

/** Proof that an artifact is durable in the store under `key` and that its SHA-256 was verified there. */
export interface Receipt {
  readonly artifactId: string;
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly verifiedUnixUs: number;
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
