import { durationPattern } from '../domain/duration.ts';
import { globPattern } from '../domain/glob.ts';
import { bytesPattern, cpuPattern } from '../domain/quantity.ts';
import { versionRangePattern } from '../domain/version-range.ts';
import {
  capabilityPattern,
  fileNamePattern,
  instantPattern,
  namePattern,
  nodeNamePattern,
  optionNamePattern,
  pathPattern,
  plainWordPattern,
  sha256Pattern,
  subcommandPattern,
} from './schema.ts';
import { labelKeyPattern, labelValuePattern } from './value-ranges.ts';

/** What a pattern of the schemas stands for, in words. */
export interface Form {
  readonly what: string;
  readonly right: string;
}

const forms: ReadonlyMap<string, Form> = new Map([
  [durationPattern, { what: 'a duration', right: 'write it as 90s, 2m30s or 1h' }],
  [bytesPattern, { what: 'an amount of bytes', right: 'write it as "512Mi", "2Gi" or "1000000"' }],
  [
    cpuPattern,
    { what: 'an amount of CPU', right: 'write cores, as "1" or "0.5", or thousandths, as "250m"' },
  ],
  [
    namePattern,
    {
      what: 'a name',
      right: 'use at most 63 lower-case letters, digits and "-", a letter or digit first and last',
    },
  ],
  [
    nodeNamePattern,
    {
      what: 'the name of a node',
      right: 'use lower-case letters, digits, "-" and single ".", a letter or digit first and last',
    },
  ],
  [
    instantPattern,
    { what: 'an instant', right: 'write it as 2026-01-31T09:00:00Z, or with +01:00 in place of Z' },
  ],
  [labelKeyPattern, { what: 'a label key', right: 'write it as pool or example.com/pool' }],
  [
    labelValuePattern,
    {
      what: 'a label value',
      right: 'use at most 63 letters, digits, ".", "_" and "-", a letter or digit first and last',
    },
  ],
  [sha256Pattern, { what: 'a SHA-256', right: 'write its 64 lower-case hexadecimal digits' }],
  [capabilityPattern, { what: 'a capability', right: 'write it in capitals without CAP_, as SYS_PTRACE' }],
  [
    pathPattern,
    { what: 'an absolute path', right: 'write it from "/" on, as /usr/bin/perf, without "." or ".."' },
  ],
  [
    fileNamePattern,
    { what: 'a file name', right: 'use at most 128 letters, digits, ".", "_" and "-", not "." first' },
  ],
  [optionNamePattern, { what: 'the name of an option', right: 'write it with its dashes, as -F or --freq' }],
  [
    globPattern,
    {
      what: 'a name of namespaces',
      right: 'use at most 63 lower-case letters, digits, "-" and "*", as dev-*, no "-" first and last',
    },
  ],
  [plainWordPattern, { what: 'a word', right: 'use at most 32 letters' }],
  [versionRangePattern, { what: 'a range of versions', right: 'write it as ">=5.15 <7"' }],
  [
    subcommandPattern,
    { what: 'a subcommand', right: 'use at most 63 lower-case letters, digits and "-", or "" for none' },
  ],
]);

/** The form that a schema's `pattern` asks for; undefined where it has none or one without words. */
export function findForm(pattern: unknown): Form | undefined {
  return typeof pattern === 'string' ? forms.get(pattern) : undefined;
}

/** Whether the pattern is that of durations, whose commonest fault is a number without a unit. */
export function isDurationForm(pattern: unknown): boolean {
  return pattern === durationPattern;
}
