/** The form of a glob of namespaces: the letters of their names, and `*` for any number of them. */
export const globPattern = '^[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?$';

/**
 * Whether the whole text is what the glob says; `*` stands for any text, also none, and nothing else is special. The
 * pieces between are looked for once from left to right, so that no glob makes it slow.
 */
export function matchesGlob(glob: string, text: string): boolean {
  const [head = '', ...rest] = glob.split('*');
  const tail = rest.pop();
  if (tail === undefined) return text === head;
  if (!text.startsWith(head)) return false;
  let at = head.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - tail.length >= at && text.endsWith(tail);
}
