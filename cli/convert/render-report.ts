import { showValue } from '../../shared/kinds/validate-fault.ts';
import { foldText } from '../output/fold-text.ts';
import { toPrintable } from '../output/printable.ts';
import type { Effect, Finding } from './field-row.ts';
import type { ReportLine } from './report-line.ts';

/** The order is that of the summary. */
const words: ReadonlyMap<Effect, string> = new Map([
  ['carried', 'carried'],
  ['renamed', 'renamed'],
  ['changed', 'changed'],
  ['defaulted', 'defaulted'],
  ['leftOut', 'left out'],
  ['unknown', 'unknown'],
  ['refused', 'cannot be honoured'],
]);

const indent = '    ';
const noBreak = '\u00a0';

/** A line `<file>:<line>: <path>: <effect>: <explanation>` for each, folded to `columns` characters. */
export function renderReport(report: readonly ReportLine[], columns: number): string {
  return report
    .flatMap((line) =>
      foldText(toPrintable(`${line.file}:${line.line}: ${toSentence(line)}`), columns, indent),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** `<path>: <effect>: <explanation>`, no-break spaces within the effect. */
export function toSentence(line: ReportLine): string {
  const head = `${line.path}: ${toWord(line.effect)}${tellOurs(line)}`;
  return line.says === '' ? head : `${head}: ${line.says}`;
}

/** How many fields had which fate, as `12 carried, 3 renamed`; fates that none had are left out. */
export function countEffects(report: readonly ReportLine[]): string {
  return [...words]
    .map(([effect, word]) => ({ word, count: report.filter((line) => line.effect === effect).length }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}`)
    .join(', ');
}

/** Searches for the words of a fate find it wherever the line is folded. */
function toWord(effect: Effect): string {
  return (words.get(effect) ?? effect).replaceAll(' ', noBreak);
}

/** The place and the value in ours, where they are others. */
function tellOurs({ effect, to, value }: Finding): string {
  if (effect === 'refused') return '';
  const shown = isShort(value) ? showValue(value) : undefined;
  if (effect === 'defaulted') return shown === undefined ? '' : `, ${to} is ${shown}`;
  return `${to === undefined ? '' : ` to ${to}`}${shown === undefined ? '' : `, now ${shown}`}`;
}

/** Whether a value can stand within a sentence. */
function isShort(value: unknown): boolean {
  if (value === undefined) return false;
  return (
    typeof value !== 'object' || (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
  );
}
