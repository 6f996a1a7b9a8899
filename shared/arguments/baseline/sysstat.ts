import type { SubcommandBaseline, ToolBaseline, VersionGate } from './tool-baseline.ts';

/** Its programs read their lines by hand: flags may be joined, values stand apart, `--` is no separator. */
export const sysstatDialect: ToolBaseline['dialect'] = {
  endOfOptions: false,
  joinedShortValues: false,
  flagClusters: true,
  equalsLongValues: false,
};

export function sysstatVersions(safeLines: VersionGate['safeLines']): VersionGate {
  return { pattern: /^sysstat version ([0-9]+\.[0-9]+)/, range: '>=12.0 <13.0', safeLines };
}

/** Prints every interval, and its averages when it is interrupted. */
export const printing: Pick<
  SubcommandBaseline,
  'name' | 'requireOneOf' | 'defaults' | 'operands' | 'injected' | 'stop' | 'outputs'
> = {
  name: '',
  requireOneOf: [],
  defaults: [],
  operands: 'intervalCount',
  injected: [],
  stop: { signal: 'SIGINT', minGraceMs: 2_000 },
  outputs: [
    {
      name: 'report',
      path: 'report.txt',
      mediaType: 'text/plain',
      otherForms: [{ option: '-o', value: 'JSON', mediaType: 'application/json' }],
      required: true,
      isStdout: true,
    },
  ],
};
