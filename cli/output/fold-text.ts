/**
 * The text in lines of at most `columns` characters, broken at spaces, not at no-break spaces, which become plain
 * ones; a longer word stands alone on its line. All lines but the first are indented.
 */
export function foldText(text: string, columns: number, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && longer.length > columns) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = longer;
  }
  return [...lines, line].map((folded) => folded.replaceAll('\u00a0', ' '));
}
