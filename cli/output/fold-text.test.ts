import { describe, expect, it } from 'vitest';
import { foldText } from './fold-text.ts';

describe('foldText', () => {
  it('leaves a text that fits as it is', () => {
    expect(foldText('one two', 7, '  ')).toEqual(['one two']);
  });

  it('breaks at spaces and indents all lines but the first', () => {
    expect(foldText('one two three four', 9, '  ')).toEqual(['one two', '  three', '  four']);
  });

  it('lets a longer word stand alone', () => {
    expect(foldText('a incomprehensibly b', 6, '  ')).toEqual(['a', '  incomprehensibly', '  b']);
  });

  it('does not break at a no-break space, and writes it as a plain one', () => {
    expect(foldText('one two\u00a0three', 9, '')).toEqual(['one', 'two three']);
  });
});
