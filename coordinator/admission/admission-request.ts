import type { KindName } from '../../shared/kinds/kinds.ts';
import type { ReviewedUser } from '../identity/reviews.ts';

/** What the API server asks about one write, as far as TOE looks at it. */
export interface AdmissionRequest {
  /** Of the question, not of the object. */
  readonly uid: string;
  readonly kind: KindName;
  readonly operation: 'CREATE' | 'UPDATE';
  readonly namespace: string;
  /** `''` where the name is still to be made from `metadata.generateName`. */
  readonly name: string;
  readonly user: ReviewedUser;
  readonly isDryRun: boolean;
  /** As it would be stored, defaulted but not yet checked by its schema: any JSON. */
  readonly object: unknown;
  /** As it is stored; undefined for CREATE. */
  readonly oldObject: unknown;
}

export type AdmissionVerdict =
  | {
      readonly kind: 'allowed';
      /** Sentences that kubectl shows as `Warning:`. */
      readonly warnings: readonly string[];
      readonly patch: readonly PatchOperation[];
    }
  | {
      readonly kind: 'refused';
      /** HTTP status that the API server answers with. */
      readonly code: 400 | 403 | 422 | 500 | 503;
      /** A whole sentence that lists every fault. */
      readonly message: string;
      /** The same faults one by one; empty where none is of the object. */
      readonly faults: readonly string[];
      readonly warnings: readonly string[];
    };

/** An operation of a JSON patch (RFC 6902). */
export interface PatchOperation {
  readonly op: 'add' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}
