import { followNumber, isWholeNumber, type NumberState, startNumber } from './json-number.ts';

const maxDepth = 4_096;

/** What the next byte may belong to, in the grammar of RFC 8259. */
type State =
  | NumberState
  | 'value'
  | 'valueOrEnd'
  | 'key'
  | 'keyOrEnd'
  | 'colon'
  | 'commaOrEnd'
  | 'string'
  | 'escape'
  | 'hex'
  | 'literal'
  | 'broken';

const literals: ReadonlyMap<string, string> = new Map([
  ['t', 'rue'],
  ['f', 'alse'],
  ['n', 'ull'],
]);

/**
 * Follows one JSON document that comes in pieces of any size, in memory that does not grow with it. It takes what
 * `JSON.parse` takes, but for nesting deeper than 4,096, and never throws.
 */
export class JsonWalker {
  #state: State = 'value';
  #at = 0;
  #depth = 0;
  /** 1 for each open object, 0 for each open array. */
  readonly #kinds = new Uint8Array(maxDepth);
  #isKey = false;
  #hexLeft = 0;
  #literalLeft = '';

  push(piece: Buffer): void {
    for (const byte of piece) {
      if (this.#state === 'broken') return;
      this.#state = this.#state === 'string' ? this.#inString(byte) : this.#follow(this.#state, byte);
      this.#at += 1;
    }
  }

  /** What is wrong once all pieces are here; undefined: the document is whole. */
  end(): string | undefined {
    if (this.#state === 'broken') return `is no JSON at byte ${this.#at - 1}`;
    const isComplete = this.#state === 'commaOrEnd' || isWholeNumber(this.#state);
    return isComplete && this.#depth === 0 ? undefined : 'ends before its JSON does';
  }

  #follow(state: Exclude<State, 'string' | 'broken'>, byte: number): State {
    const next = followNumber(state, byte);
    if (next === 'over') return this.#follow('commaOrEnd', byte);
    if (next !== undefined) return next;
    const sign = String.fromCharCode(byte);
    if (state === 'escape') return this.#inEscape(sign);
    if (state === 'hex') return this.#inHex(sign);
    if (state === 'literal') return this.#inLiteral(sign);
    if (sign === ' ' || sign === '\n' || sign === '\r' || sign === '\t') return state;
    if (state === 'colon') return sign === ':' ? 'value' : 'broken';
    if (state === 'commaOrEnd') return this.#afterValue(sign);
    if (state === 'key' || state === 'keyOrEnd') return this.#atKey(state, sign);
    return state === 'valueOrEnd' && sign === ']' ? this.#close(0) : this.#atValue(sign, byte);
  }

  #atValue(sign: string, byte: number): State {
    if (sign === '{') return this.#open(1);
    if (sign === '[') return this.#open(0);
    if (sign === '"') {
      this.#isKey = false;
      return 'string';
    }
    this.#literalLeft = literals.get(sign) ?? '';
    return this.#literalLeft === '' ? (startNumber(byte) ?? 'broken') : 'literal';
  }

  #atKey(state: 'key' | 'keyOrEnd', sign: string): State {
    if (sign === '}' && state === 'keyOrEnd') return this.#close(1);
    this.#isKey = true;
    return sign === '"' ? 'string' : 'broken';
  }

  #afterValue(sign: string): State {
    if (this.#depth === 0) return 'broken';
    if (sign === ',') return this.#kinds[this.#depth - 1] === 1 ? 'key' : 'value';
    if (sign === '}') return this.#close(1);
    return sign === ']' ? this.#close(0) : 'broken';
  }

  #open(kind: 0 | 1): State {
    if (this.#depth === maxDepth) return 'broken';
    this.#kinds[this.#depth] = kind;
    this.#depth += 1;
    return kind === 1 ? 'keyOrEnd' : 'valueOrEnd';
  }

  #close(kind: 0 | 1): State {
    if (this.#kinds[this.#depth - 1] !== kind) return 'broken';
    this.#depth -= 1;
    return 'commaOrEnd';
  }

  #inString(byte: number): State {
    if (byte === 0x22) return this.#isKey ? 'colon' : 'commaOrEnd';
    if (byte === 0x5c) return 'escape';
    return byte < 0x20 ? 'broken' : 'string';
  }

  #inEscape(sign: string): State {
    this.#hexLeft = 4;
    if (sign === 'u') return 'hex';
    return '"\\/bfnrt'.includes(sign) ? 'string' : 'broken';
  }

  #inHex(sign: string): State {
    this.#hexLeft -= 1;
    if (!/[0-9a-fA-F]/.test(sign)) return 'broken';
    return this.#hexLeft === 0 ? 'string' : 'hex';
  }

  #inLiteral(sign: string): State {
    if (!this.#literalLeft.startsWith(sign)) return 'broken';
    this.#literalLeft = this.#literalLeft.slice(1);
    return this.#literalLeft === '' ? 'commaOrEnd' : 'literal';
  }
}
