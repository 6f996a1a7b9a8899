import { type Refusal, refuse } from './refusal.ts';

const maxTokens = 64;
const tokenPattern = /^[\x20-\x7e]{1,1024}$/;

export type Shape = { readonly kind: 'tokens'; readonly tokens: readonly string[] } | Refusal;

/**
 * Takes an argument list apart before anything reads it: an array of at most 64 strings, each of 1 to 1,024
 * printable ASCII characters, which leaves no lone surrogate that a later encoding would turn into something else. The
 * tokens are a copy, so what is checked is what is used. Its length and each token are read once; of a list that is
 * too long nothing else is.
 */
export function checkShape(line: string, args: unknown, toPosition: (index: number) => number): Shape {
  try {
    if (Array.isArray(args)) return readTokens(line, args, toPosition);
  } catch {
    // Only what is no plain list, such as a proxy, can throw.
  }
  return refuse(
    line,
    { argument: typeof args, position: 0 },
    'shape',
    'is not a list: send a list of strings',
  );
}

function readTokens(line: string, args: readonly unknown[], toPosition: (index: number) => number): Shape {
  const { length } = args;
  if (!(Number.isInteger(length) && length >= 0 && length <= maxTokens)) {
    const place = { argument: `${length} arguments`, position: 0 };
    return refuse(line, place, 'shape', `is too much: at most ${maxTokens} are allowed`);
  }
  const tokens: string[] = [];
  for (let index = 0; index < length; index += 1) {
    const token = args[index];
    const position = toPosition(index);
    if (typeof token !== 'string') {
      return refuse(line, { argument: typeof token, position }, 'shape', 'is not text: send strings only');
    }
    if (!tokenPattern.test(token)) {
      return refuse(
        line,
        { argument: token, position },
        'shape',
        'has a form that no argument has: send 1 to 1024 printable ASCII characters',
      );
    }
    tokens.push(token);
  }
  return { kind: 'tokens', tokens };
}
