/** A line of a file without its end. */
export type FileLine =
  | { readonly kind: 'line'; readonly text: string }
  /** Longer than is read; its text is gone. */
  | { readonly kind: 'tooLong' };

/**
 * The lines of a file in UTF-8 as they come; what is no UTF-8 becomes U+FFFD. A last line need not end, and a file
 * that ends with a line break has no empty line after it. Holds one line and one chunk at most.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array | string>,
  maxCharacters: number,
): AsyncGenerator<FileLine> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  let isTooLong = false;
  const toLine = (text: string): FileLine => {
    const line: FileLine =
      isTooLong || text.length > maxCharacters ? { kind: 'tooLong' } : { kind: 'line', text };
    isTooLong = false;
    return line;
  };
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const [first = '', ...lines] = text.split('\n');
    rest += first;
    if (lines.length > 0) {
      yield toLine(rest);
      rest = lines.pop() ?? '';
      for (const line of lines) yield toLine(line);
    }
    if (rest.length > maxCharacters) {
      isTooLong = true;
      rest = '';
    }
  }
  rest += decoder.decode();
  if (rest !== '' || isTooLong) yield toLine(rest);
}
