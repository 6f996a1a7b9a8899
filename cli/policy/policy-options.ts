import { InvalidArgumentError } from 'commander';
import { parseDurationMs, toDurationText } from '../../shared/domain/duration.ts';
import { isObjectName, systemNamespace } from '../../shared/kinds/validate-metadata.ts';
import { durationRanges } from '../../shared/kinds/value-ranges.ts';

/** Options of `toe policy …` as typed; those that a command does not have are absent. */
export interface PolicyOptions {
  readonly policies?: string;
  readonly namespace?: string;
  readonly coordinatorNamespace?: string;
  readonly duration?: number;
  readonly pods?: boolean;
  readonly pid?: readonly number[];
  readonly device?: readonly string[];
  readonly output?: 'text' | 'json';
  readonly corpus?: string;
  readonly expect?: boolean;
  readonly strict?: boolean;
  readonly quiet?: boolean;
}

/** Captures of which namespace, and where the coordinator has its configs and policies. */
export function namespacesOf(options: PolicyOptions): { readonly namespace: string; readonly home: string } {
  return {
    namespace: options.namespace ?? 'default',
    home: options.coordinatorNamespace ?? systemNamespace,
  };
}

const range = durationRanges.PowerTool.find(({ place }) => place.join('.') === 'tool.duration');

/** Reads the duration of a capture to milliseconds. */
export function parseDuration(text: string): number {
  const ms = parseDurationMs(text);
  if (ms === undefined) throw new InvalidArgumentError('Write it as 90s, 2m30s or 1h.');
  const { minMs, maxMs } = range ?? { minMs: 0, maxMs: Infinity };
  if (ms >= minMs && ms <= maxMs) return ms;
  throw new InvalidArgumentError(`Give ${toDurationText(minMs)} to ${toDurationText(maxMs)}.`);
}

export function collectPid(text: string, before: readonly number[] | undefined): readonly number[] {
  if (!/^[1-9][0-9]{0,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number from 1.');
  return [...(before ?? []), Number(text)];
}

export function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

export function parseNamespace(text: string): string {
  if (isObjectName(text)) return text;
  throw new InvalidArgumentError('Use a-z, 0-9 and "-", at most 63 of them.');
}
