import type { ExpectedFile } from './expected-files.ts';

/** What a look at one file came to. */
export type FileVerdict =
  | { readonly kind: 'intact'; readonly file: ExpectedFile }
  | { readonly kind: 'damaged'; readonly file: ExpectedFile; readonly why: string }
  | { readonly kind: 'missing'; readonly file: ExpectedFile; readonly why: string }
  /** The manifest says that it never arrived in the store. */
  | { readonly kind: 'notArrived'; readonly file: ExpectedFile };

/** Judges bytes that were read to their end. */
export function judgeBytes(file: ExpectedFile, sizeBytes: number, sha256: string): FileVerdict {
  if (sizeBytes !== file.sizeBytes)
    return { kind: 'damaged', file, why: `it has ${sizeBytes} bytes, not ${file.sizeBytes}` };
  if (sha256 !== file.sha256)
    return { kind: 'damaged', file, why: `its SHA-256 is "${sha256}", not "${file.sha256}"` };
  return { kind: 'intact', file };
}
