/**
 * Text from elsewhere, safe for a terminal: control characters (escape sequences too), line breaks and marks that
 * turn the direction of writing become one space each.
 */
export function toPrintable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}

/** The text cut to `width` characters, with `…` for what is left out. */
export function cut(text: string, width: number): string {
  const characters = Array.from(text);
  if (characters.length <= width) return text;
  return width < 1 ? '' : `${characters.slice(0, width - 1).join('')}…`;
}
