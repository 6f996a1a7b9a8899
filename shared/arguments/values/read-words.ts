import type { ValueGrammar } from '../baseline/option-grammar.ts';
import { quoteText } from '../quote-text.ts';
import type { ValueReading } from './value-reading.ts';

const namedInMessage = 40;

/** Reads `prefix` and then known words with commas between them, each once, in the order given. */
export function readWords(
  text: string,
  { words, maxWords, prefix }: Extract<ValueGrammar, { readonly kind: 'words' }>,
): ValueReading {
  const parts = text.slice(prefix.length).split(',');
  const isRead =
    text.startsWith(prefix) &&
    parts.length <= maxWords &&
    new Set(parts).size === parts.length &&
    parts.every((part) => words.includes(part));
  if (isRead) return { kind: 'read', canonical: text };
  const before = prefix === '' ? '' : `"${quoteText(prefix)}" and then `;
  const more = words.length > namedInMessage ? ', ...' : '';
  const known = words.slice(0, namedInMessage).map(quoteText).join(', ');
  return { kind: 'unreadable', wanted: `${before}up to ${maxWords} different ones of ${known}${more}` };
}
