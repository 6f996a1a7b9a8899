import type { WindowReader } from './window-reader.ts';

const tailBytes = 4 * 1024;

/** Whether the document's outermost element is closed at its end. Undefined: complete. */
export function checkMarkup(element: 'html' | 'svg'): (reader: WindowReader) => Promise<string | undefined> {
  return async (reader) => {
    const length = Math.min(tailBytes, reader.sizeBytes);
    const tail = await reader.read(reader.sizeBytes - length, length);
    const text = tail?.toString('latin1').trimEnd().toLowerCase() ?? '';
    return text.endsWith(`</${element}>`) ? undefined : `does not end with </${element}>`;
  };
}
