/** The stop signal waits for the sign, and then for so much longer. */
export interface StopGate {
  /** A line on stdout or stderr, or anything in the output of this name. */
  readonly sign: { readonly line: RegExp } | { readonly output: string };
  readonly afterMs: number;
  /** From when it is to stop: after this it is told to, sign or no sign. */
  readonly atMostMs: number;
}
