import { parseResourceFile } from './parse-resource-file.ts';

/** A PowerTool without faults, each field on a line of its own. */
export const good = `apiVersion: toe.run/v1alpha1
kind: PowerTool
metadata: {name: blue-cpu}
spec:
  tool:
    name: perf
    args: [record, -F, "99", -a, -g]
    duration: 30s
  targets:
    allNodes: true
`;

/** The good file with one text in place of another, which must stand in it. */
export function change(from: string, to: string): string {
  if (!good.includes(from)) throw new RangeError(`Cannot replace "${from}": it does not stand in the file`);
  return good.replace(from, to);
}

/** The good file with more lines in its spec. */
export function addSpec(lines: string): string {
  return `${good}${lines}\n`;
}

/** A file of another Kind. */
export function writeKind(kind: string, spec: string): string {
  return `apiVersion: toe.run/v1alpha1\nkind: ${kind}\nmetadata: {name: perf}\nspec:\n${spec}\n`;
}

/** What `a.yaml` with this text is told, or `parsed`. */
export function messageOf(text: string): string {
  const parsed = parseResourceFile('a.yaml', text);
  return parsed.kind === 'faulty' ? parsed.message : 'parsed';
}
