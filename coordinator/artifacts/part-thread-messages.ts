import type { PartPaths } from './part-file.ts';

/** What is asked of the thread that keeps parts. */
export type PartOrder =
  | { readonly kind: 'open'; readonly paths: PartPaths }
  /** Done when there is room for more. */
  | { readonly kind: 'take'; readonly chunks: readonly Uint8Array<ArrayBuffer>[] }
  | { readonly kind: 'sync' }
  | { readonly kind: 'digest' }
  /** Also of a part that is not open. */
  | { readonly kind: 'close' };

/** Begun in order; each is answered once, as `done` or `refused`. */
export interface PartCall {
  readonly call: number;
  /** Of the part. */
  readonly id: number;
  readonly order: PartOrder;
}

export interface PartDone {
  readonly kind: 'done';
  readonly call: number;
  /** Of `open`: where the part goes on. */
  readonly offset?: number;
  /** Of `digest`: of all bytes taken, lower-case hex. */
  readonly sha256?: string;
}

export type PartNews =
  | PartDone
  | { readonly kind: 'refused'; readonly call: number; readonly error: TransferredError }
  | { readonly kind: 'durable'; readonly id: number; readonly offset: number }
  /** The part's file is of no more use; told before the answer that is refused for it. */
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly error: TransferredError;
      readonly isLost: boolean;
    };

/** An error between threads, with the system's code where it has one: a clone of an error loses that. */
export interface TransferredError {
  readonly message: string;
  readonly code: string | undefined;
}

export function toTransferred(error: unknown): TransferredError {
  if (!(error instanceof Error)) return { message: String(error), code: undefined };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { message: error.message, code };
}

export function fromTransferred({ message, code }: TransferredError): Error {
  return code === undefined ? new Error(message) : Object.assign(new Error(message), { code });
}
