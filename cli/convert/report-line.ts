import type { YamlDocument } from '../../shared/kinds/parse-yaml-documents.ts';
import { makeFault, type Step } from '../../shared/kinds/validate-fault.ts';
import type { Finding } from './field-row.ts';

/** A finding and where it was made. */
export interface ReportLine extends Finding {
  readonly file: string;
  /** From 1; of the field, or of the nearest thing above it that is there. */
  readonly line: number;
  /** As people write it: `spec.tool.duration`. */
  readonly path: string;
}

/** Where an object stands: its document, and the steps to it within that. */
export interface ObjectPlace {
  readonly file: string;
  readonly document: YamlDocument;
  readonly above: readonly Step[];
}

export function placeFinding({ file, document, above }: ObjectPlace, finding: Finding): ReportLine {
  const steps = [...above, ...finding.steps];
  return { ...finding, file, line: document.lineOf(steps), path: makeFault(steps, '').path };
}

/** The place of an object in words, as `old.yaml:12`. */
export function originOf({ file, document, above }: ObjectPlace): string {
  return `${file}:${document.lineOf(above)}`;
}

/** Whether the line asks for somebody's attention: something of the old object is lost. */
export function isTrouble({ effect }: Finding): boolean {
  return effect === 'refused' || effect === 'unknown';
}
