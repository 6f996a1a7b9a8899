import { RE2JS, RE2JSException } from 're2js';

/** Of the compiled program: what a pattern of 256 characters needs at most unless it counts to hundreds. */
const maxSteps = 1_000;

export type TextPattern =
  | { readonly kind: 'pattern'; readonly matches: (text: string) => boolean }
  /** `why` goes on after the name of the field, its remedy last. */
  | { readonly kind: 'faulty'; readonly why: string };

/**
 * Compiles an administrator's pattern for an engine that needs linear time whatever the pattern is: RE2's syntax,
 * without lookaround and back references. It has to match a text as a whole.
 */
export function compileTextPattern(source: string): TextPattern {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const why = error.message.replace(/^error parsing regexp: /, '');
    return { kind: 'faulty', why: `cannot be read: ${why}: write it in the syntax of RE2` };
  }
  const steps = compiled.programSize();
  if (steps > maxSteps) {
    const why = `is too large: it compiles to ${steps} steps, ${maxSteps} is the limit: write it with smaller counts`;
    return { kind: 'faulty', why };
  }
  return { kind: 'pattern', matches: (text) => compiled.testExact(text) };
}
