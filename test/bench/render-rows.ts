import type { Row } from './row.ts';

const nameWidth = 50;
const valueWidth = 10;
const unitWidth = 12;
const ratioWidth = 6;

/** A table of at most 100 columns. */
export function renderRows(rows: readonly Row[]): string {
  const besideWidth = 100 - nameWidth - valueWidth - unitWidth - ratioWidth - 4;
  const line = (cells: readonly [string, string, string, string, string]): string =>
    [
      cells[0].slice(0, nameWidth).padEnd(nameWidth),
      cells[1].padStart(valueWidth),
      cells[2].slice(0, unitWidth).padEnd(unitWidth),
      cells[3].padStart(ratioWidth),
      cells[4].slice(0, besideWidth),
    ]
      .join(' ')
      .trimEnd();
  const body = rows.map(({ name, value, unit, ratio, beside }) =>
    line([name, toShortNumber(value), unit, ratio === undefined ? '' : ratio.toFixed(2), beside ?? '']),
  );
  return `${[line(['what', 'value', 'unit', 'ratio', 'of']), ...body].join('\n')}\n`;
}

/** Three significant digits below a thousand. */
function toShortNumber(value: number): string {
  if (!Number.isFinite(value)) return '?';
  return Math.abs(value) >= 1_000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
