import type { Row } from './row.ts';

const width = 100;
const nameWidth = 70;
const valueWidth = 9;
const unitWidth = 12;

/** A table of at most 100 columns; what a ratio is of stands below its row. */
export function renderRows(rows: readonly Row[]): string {
  const lines = rows.flatMap(({ name, value, unit, ratio, beside }) => [
    toLine(name, toShortNumber(value), unit, ratio === undefined ? '' : ratio.toFixed(2)),
    ...(beside === undefined ? [] : [`    ratio of ${beside}`.slice(0, width)]),
  ]);
  return `${[toLine('what', 'value', 'unit', 'ratio'), ...lines].join('\n')}\n`;
}

function toLine(name: string, value: string, unit: string, ratio: string): string {
  const cells = [
    name.slice(0, nameWidth).padEnd(nameWidth),
    value.padStart(valueWidth),
    unit.slice(0, unitWidth).padEnd(unitWidth),
    ratio.padStart(6),
  ];
  return cells.join(' ').trimEnd();
}

/** Three significant digits below a thousand. */
function toShortNumber(value: number): string {
  if (!Number.isFinite(value)) return '?';
  return Math.abs(value) >= 1_000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
