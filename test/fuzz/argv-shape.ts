/** An argv with its values replaced by their kinds: two lines of one shape exercise the same grammar. */
export function toShape(tool: string, argv: readonly string[]): string {
  return [tool, ...argv.map((token) => toKind(token))].join(' ');
}

function toKind(token: string): string {
  if (/^--?[A-Za-z]/.test(token) || token === '--' || token.startsWith('{')) return token;
  if (/^[0-9]+$/.test(token)) return '<number>';
  if (/^[0-9][0-9,-]*$/.test(token)) return '<numbers>';
  if (token.includes(' ')) return `<text of ${Math.min(9, token.split(' ').length)}>`;
  if (token.includes(',')) return `<list of ${Math.min(9, token.split(',').length)}>`;
  return '<word>';
}
