const longest = 80;

/** Text of unknown origin as printable ASCII of at most 80 characters: everything else is escaped as `\u{…}`. */
export function quoteText(text: string): string {
  let quoted = '';
  for (const character of text.slice(0, longest)) {
    const code = character.codePointAt(0) ?? 0;
    const isPlain = code >= 0x20 && code < 0x7f && character !== '"' && character !== '\\';
    quoted += isPlain ? character : `\\u{${code.toString(16)}}`;
    if (quoted.length > longest) break;
  }
  return text.length > longest || quoted.length > longest ? `${quoted.slice(0, longest - 3)}...` : quoted;
}
