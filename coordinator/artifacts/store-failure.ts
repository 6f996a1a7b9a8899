/**
 * `unavailable`: it does not answer, or says that it cannot now. `busy`: others write the same at this instant.
 * `full`: it has no room. `refused`: it answers and will not, until rights or configuration are mended.
 */
export type StoreFailureKind = 'unavailable' | 'busy' | 'full' | 'refused';

/** What a store far away could not do. Nothing is known to have changed; the same may be tried again. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  readonly kind: StoreFailureKind;
  /** The reason alone, without what was being done. */
  readonly why: string;

  constructor(kind: StoreFailureKind, what: string, why: string, options?: ErrorOptions) {
    super(`Cannot ${what}: ${why}`, options);
    this.kind = kind;
    this.why = why;
  }
}
