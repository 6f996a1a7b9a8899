import { type ParsedDocuments, parseDocuments } from './read-documents.ts';

const head = (kind: string, name: string): string =>
  `apiVersion: toe.run/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}}\n`;

/** The text of a policy; `options` as in YAML, one a line. */
export function policyText(
  name: string,
  options: readonly string[],
  { tool = 'perf', subcommand = 'record', more = '' } = {},
): string {
  const list = options.length === 0 ? ' []\n' : options.map((option) => `\n        - ${option}`).join('');
  const spec = `spec:\n  tool: ${tool}\n${more}  subcommands:\n    - name: "${subcommand}"\n      options:${list}\n`;
  return `${head('PowerToolArgumentPolicy', name)}${spec}`;
}

/** The text of a config that locks `defaultArgs` for its one subcommand. */
export function configText(
  tool: string,
  { policy = '', subcommand = 'record', defaultArgs = '[]', more = '' } = {},
): string {
  const named = policy === '' ? '' : `  argumentPolicy: ${policy}\n`;
  const list = `  subcommands:\n    - name: "${subcommand}"\n      defaultArgs: ${defaultArgs}\n`;
  return `${head('PowerToolConfig', tool)}spec:\n${named}${more}${list}`;
}

/** Objects as documents of one file, `a.yaml`. */
export function documentsOf(...texts: readonly string[]): ParsedDocuments {
  return parseDocuments([{ file: 'a.yaml', text: texts.join('---\n') }], 'toe-system');
}
