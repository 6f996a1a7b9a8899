import { quoteText } from '../../shared/arguments/quote-text.ts';
import { countOf } from '../output/count-of.ts';
import { foldText } from '../output/fold-text.ts';
import type { JudgedRow } from './corpus-line.ts';

/** What came of a corpus. */
export interface CorpusSummary {
  readonly lineCount: number;
  readonly allowedCount: number;
  /** Lines that do not say what they expect. */
  readonly unsaidCount: number;
  /** Names of the lines that are allowed and expect to be denied. */
  readonly unexpectedlyAllowed: readonly string[];
  readonly unexpectedlyDenied: readonly string[];
}

/** Counts rows as they come. */
export class CorpusCount implements CorpusSummary {
  lineCount = 0;
  allowedCount = 0;
  unsaidCount = 0;
  readonly unexpectedlyAllowed: string[] = [];
  readonly unexpectedlyDenied: string[] = [];

  add({ row, expected }: JudgedRow): void {
    this.lineCount += 1;
    if (row.verdict === 'allow') this.allowedCount += 1;
    if (expected === undefined) this.unsaidCount += 1;
    else if (row.verdict !== expected) {
      const name = row.id === null ? `line ${this.lineCount}` : quoteText(String(row.id));
      const list = row.verdict === 'allow' ? this.unexpectedlyAllowed : this.unexpectedlyDenied;
      list.push(name);
    }
  }
}

export function countDiffering(summary: CorpusSummary): number {
  return summary.unexpectedlyAllowed.length + summary.unexpectedlyDenied.length;
}

/** A few lines for people, each of at most `columns` characters where its words let it. */
export function renderSummary(summary: CorpusSummary, columns: number): string {
  const { lineCount, allowedCount, unsaidCount, unexpectedlyAllowed, unexpectedlyDenied } = summary;
  const differing = countDiffering(summary);
  const lines = [
    `${countOf(lineCount, 'line')}: ${allowedCount} allowed, ${lineCount - allowedCount} refused; ${differing} ${differing === 1 ? 'differs' : 'differ'} from the verdict of the file`,
  ];
  if (unexpectedlyAllowed.length > 0)
    lines.push(`Allowed, where the file says deny: ${unexpectedlyAllowed.join(', ')}`);
  if (unexpectedlyDenied.length > 0)
    lines.push(`Refused, where the file says allow: ${unexpectedlyDenied.join(', ')}`);
  if (unsaidCount > 0) lines.push(`Without a verdict in the file: ${countOf(unsaidCount, 'line')}`);
  return lines
    .flatMap((line) => foldText(line, columns, '  '))
    .map((line) => `${line}\n`)
    .join('');
}
