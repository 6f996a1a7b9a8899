import { describe, expect, it } from 'vitest';
import { renderTable } from './render-table.ts';

describe('renderTable', () => {
  it('aligns columns and leaves no space at the end of a line', () => {
    expect(
      renderTable(
        ['NAME', 'X'],
        [
          ['a-long-name', '1'],
          ['b', ''],
        ],
      ),
    ).toBe('NAME         X\na-long-name  1\nb\n');
  });

  it('keeps a cell on its line whatever is in it', () => {
    expect(renderTable(['A'], [['x\ny\u001b[31m']])).toBe('A\nx y [31m\n');
  });
});
