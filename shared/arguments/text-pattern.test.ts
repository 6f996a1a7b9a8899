import { expect, it } from 'vitest';
import { compileTextPattern } from './text-pattern.ts';

function matches(source: string, text: string): boolean {
  const compiled = compileTextPattern(source);
  if (compiled.kind === 'faulty') throw new Error(compiled.why);
  return compiled.matches(text);
}

it.each([
  ['cycles', 'cycles', true],
  ['cycles', 'cycles:u', false],
  ['cycles', 'ref-cycles', false],
  ['sched:.*', 'sched:sched_switch', true],
  ['a|b', 'b', true],
  ['a|b', 'ab', false],
  ['^a$', 'a', true],
  ['(?i)A', 'a', true],
  ['a$', 'a\n', false],
])('%s matches all of "%s": %s', (source, text, expected) => {
  expect(matches(source, text)).toBe(expected);
});

it.each([
  ['a(?=b)', 'cannot be read: invalid or unsupported Perl syntax: `(?=`: write it in the syntax of RE2'],
  ['(a)\\1', 'cannot be read: invalid escape sequence'],
  ['(', 'cannot be read: missing closing )'],
  ['(a{999}){999}', 'cannot be read: invalid repeat count'],
  ['a{1000}', 'is too large: it compiles to 1002 steps, 1000 is the limit'],
])('%s is refused with a reason', (source, why) => {
  expect(compileTextPattern(source)).toEqual({
    kind: 'faulty',
    why: expect.stringContaining(why) as unknown,
  });
});

it('what makes others try without end is answered', () => {
  expect(matches('(x+x+)+y', 'x'.repeat(1_024))).toBe(false);
  expect(matches('(.*)*(.*)*(.*)*a', 'b'.repeat(1_024))).toBe(false);
});
