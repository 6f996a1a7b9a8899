import { type Source, type SourceValue, splitFields, splitLines, toNumbers } from './source.ts';

/** RFC 1213 and Linux's own counters of the node's network, by the kernel's names. */
export const netTableSources: readonly Source[] = ['snmp', 'netstat'].map((name) => ({
  name,
  path: `/proc/1/net/${name}`,
  parse: parseNetTables,
}));

/** Pairs of lines: `Tcp: RtoAlgorithm RtoMin …` and `Tcp: 1 200 …`. */
export function parseNetTables(text: string): SourceValue {
  const lines = splitLines(text);
  const tables: Record<string, unknown> = {};
  for (let index = 0; index + 1 < lines.length; index += 2) {
    const [title = '', ...names] = splitFields(lines[index] ?? '');
    const [sameTitle, ...values] = splitFields(lines[index + 1] ?? '');
    if (title === sameTitle && title.endsWith(':')) tables[title.slice(0, -1)] = toNumbers(names, values);
  }
  return tables;
}
