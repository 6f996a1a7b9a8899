import { sha256Pattern } from '../../../shared/domain/artifact.ts';
import type { AnnouncedPart } from '../artifact-store.ts';
import type { StoredPart } from './bucket.ts';
import { partBytes } from './store-deps.ts';

/** Of S3. */
const mostParts = 10_000;
const mostAtOnce = 16;

/** Why these can be no parts of an upload of that size (0: not known yet); undefined where they can. */
export function findPartFault(
  parts: readonly AnnouncedPart[],
  declaredSizeBytes: number,
): string | undefined {
  if (parts.length === 0 || parts.length > mostAtOnce)
    return `${parts.length} parts are asked for at once: 1 to ${mostAtOnce} are right`;
  for (const { number, sizeBytes, sha256 } of parts) {
    if (number < 1 || number > mostParts) return `part ${number} is none: 1 to ${mostParts} are right`;
    if (!sha256Pattern.test(sha256)) return `part ${number} has no SHA-256 of 32 bytes`;
    if (sizeBytes < 1 || sizeBytes > partBytes)
      return `part ${number} has ${sizeBytes} bytes: 1 to ${partBytes} are right`;
    if (declaredSizeBytes === 0) continue;
    const expected = Math.min(partBytes, declaredSizeBytes - (number - 1) * partBytes);
    if (sizeBytes !== expected)
      return `part ${number} has ${sizeBytes} bytes: of ${declaredSizeBytes} it has ${Math.max(0, expected)}`;
  }
  return undefined;
}

/** `partial`: so many bytes from the first on are there and right. `other`: what is there is not what was sealed. */
export type PartsVerdict =
  | { readonly kind: 'same' }
  | { readonly kind: 'partial'; readonly sizeBytes: number }
  | { readonly kind: 'other'; readonly message: string };

/** Compares what the server has proven of each part with what its sender names. */
export function compareParts(
  stored: readonly StoredPart[],
  claim: { readonly sizeBytes: number; readonly partDigests: readonly string[] },
): PartsVerdict {
  const { sizeBytes, partDigests } = claim;
  if (partDigests.length !== Math.ceil(sizeBytes / partBytes))
    return { kind: 'other', message: `${sizeBytes} bytes are not ${partDigests.length} parts` };
  let end = 0;
  for (const [index, sha256] of partDigests.entries()) {
    const part = stored[index];
    if (part === undefined) return { kind: 'partial', sizeBytes: end };
    const expected = Math.min(partBytes, sizeBytes - end);
    if (part.sha256 !== sha256 || part.sizeBytes !== expected)
      return {
        kind: 'other',
        message: `part ${part.number}, ${part.sizeBytes} bytes with digest "${part.sha256}", is not the one of ${expected} bytes with digest "${sha256}"`,
      };
    end += expected;
  }
  if (stored.length > partDigests.length)
    return {
      kind: 'other',
      message: `${stored.length} parts are there, and ${partDigests.length} were sealed`,
    };
  return { kind: 'same' };
}
