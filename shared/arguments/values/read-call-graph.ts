import type { ValueGrammar } from '../baseline/option-grammar.ts';
import { parseInteger } from './parse-integer.ts';
import type { ValueReading } from './value-reading.ts';

/** perf's own size where none is given; perf-record(1), --call-graph. */
const defaultStackBytes = 8192;

/** Reads `fp`, `lbr`, `dwarf` or `dwarf,<bytes of stack>`; the size is always written out. */
export function readCallGraph(
  text: string,
  grammar: Extract<ValueGrammar, { readonly kind: 'callGraph' }>,
): ValueReading {
  const { modes, minStackBytes, maxStackBytes } = grammar;
  const comma = text.indexOf(',');
  const mode = modes.find((known) => known === (comma < 0 ? text : text.slice(0, comma)));
  if (mode !== undefined && mode !== 'dwarf' && comma < 0) return { kind: 'read', canonical: mode };
  if (mode === 'dwarf') {
    const bytes =
      comma < 0 ? Math.min(defaultStackBytes, maxStackBytes) : parseInteger(text.slice(comma + 1));
    const fits = bytes !== undefined && bytes >= minStackBytes && bytes <= maxStackBytes && bytes % 8 === 0;
    if (fits) return { kind: 'read', canonical: `dwarf,${bytes}` };
  }
  const stack = `dwarf,<multiple of 8 from ${minStackBytes} to ${maxStackBytes}>`;
  const wanted = modes.map((known) => (known === 'dwarf' ? `dwarf or ${stack}` : known)).join(', ');
  return { kind: 'unreadable', wanted };
}
