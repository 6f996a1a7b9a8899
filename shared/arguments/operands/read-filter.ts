import { type Place, type Refusal, refuse } from '../refusal.ts';
import { noOperands, type OperandContext, type Operands } from './operands.ts';
import { tokeniseFilter } from './tokenise-filter.ts';

const maxWords = 128;
/** As for every argument, see `checkShape`: a canonical line has to be one that can be checked again. */
const maxCharacters = 1_024;
const pairs = new Map([
  [')', '('],
  [']', '['],
]);

/**
 * Reads a packet filter, given as one argument or as many, and writes it as one, with a blank between all words: the
 * scanner of libpcap would take `len-1` for a name. It is refused where a word is not known, so that no name is looked
 * up; whether it can be compiled is for the tool itself to say.
 */
export function readFilter(operands: readonly Place[], { line }: OperandContext): Operands | Refusal {
  const [first] = operands;
  if (first === undefined) return noOperands;
  const tokens: string[] = [];
  for (const place of operands) {
    if (place.argument.trimStart().startsWith('-'))
      return refuse(line, place, 'operand', 'would be read as an option: put the options before the filter');
    const tokenised = tokeniseFilter(place.argument, tokens.at(-1));
    if (tokenised.kind === 'unreadable') {
      const why =
        'has a word that no filter may have: allowed are the words of pcap-filter(7), numbers and addresses, no names to look up';
      return refuse(line, { ...place, argument: tokenised.text }, 'operand', why);
    }
    tokens.push(...tokenised.tokens);
  }
  if (tokens.length > maxWords)
    return refuse(
      line,
      first,
      'operand',
      `begins a filter that is too long: at most ${maxWords} words are allowed`,
    );
  if (tokens.length === 0 || !isBalanced(tokens))
    return refuse(line, first, 'operand', 'begins a filter whose brackets do not match');
  const text = tokens.join(' ');
  if (text.length > maxCharacters)
    return refuse(
      line,
      first,
      'operand',
      `begins a filter that is too long: at most ${maxCharacters} characters are allowed, with a blank between all words`,
    );
  return { kind: 'operands', executed: [text], canonical: [text] };
}

function isBalanced(tokens: readonly string[]): boolean {
  const open: string[] = [];
  for (const text of tokens) {
    if (text === '(' || text === '[') open.push(text);
    const opener = pairs.get(text);
    if (opener !== undefined && open.pop() !== opener) return false;
  }
  return open.length === 0;
}
