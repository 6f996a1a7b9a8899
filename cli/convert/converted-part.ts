import type { PlacedObject } from './list-objects.ts';
import type { ReportLine } from './report-line.ts';

/** What an object of a file became. */
export interface ConvertedPart {
  readonly placed: PlacedObject;
  /** Absent where nothing of ours takes its place. */
  readonly document: OutputDocument | undefined;
  readonly report: readonly ReportLine[];
}

export type OutputDocument =
  /** `isValid`: whether our Kind takes the object. */
  | { readonly kind: 'converted'; readonly object: object; readonly isValid: boolean }
  /** One of ours already; with its own text where it is a document of its own. */
  | { readonly kind: 'unchanged'; readonly object: object; readonly source: string | undefined };
