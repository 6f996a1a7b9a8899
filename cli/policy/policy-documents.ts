import type { PowerToolArgumentPolicySpec } from '../../shared/kinds/power-tool-argument-policy.ts';
import type { PowerToolConfigSpec } from '../../shared/kinds/power-tool-config.ts';
import { makeFault, type Step } from '../../shared/kinds/validate-fault.ts';
import type { ObjectPlace } from '../convert/report-line.ts';

/** A valid object of a file, and where it stands there. */
interface PlacedSpec<Spec> extends ObjectPlace {
  readonly name: string;
  readonly spec: Spec;
}

export type PlacedPolicy = PlacedSpec<PowerToolArgumentPolicySpec>;
export type PlacedConfig = PlacedSpec<PowerToolConfigSpec>;

/** The administrators' word on tools, as files have it; no name stands twice in a list. */
export interface PolicyDocuments {
  readonly policies: readonly PlacedPolicy[];
  readonly configs: readonly PlacedConfig[];
}

/** What is wrong, at a line of a file from 1. The message may hold whatever stands in the file. */
export interface DocumentFault {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** A fault at a field of an object, or at the nearest thing above it that is there. */
export function faultAt(
  { file, document, above }: ObjectPlace,
  steps: readonly Step[],
  why: string,
): DocumentFault {
  const { path } = makeFault(steps, why);
  const message = path === '' ? why : `${path}: ${why}`;
  return { file, line: document.lineOf([...above, ...steps]), message };
}

/** `<file>:<line>: <message>`. */
export function showFault({ file, line, message }: DocumentFault): string {
  return `${file}:${line}: ${message}`;
}
