import { countOf } from '../output/count-of.ts';
import { foldText } from '../output/fold-text.ts';
import { toPrintable } from '../output/printable.ts';
import type { LintFinding } from './lint-documents.ts';
import { showFault } from './policy-documents.ts';
import type { ParsedDocuments } from './read-documents.ts';

/** `<file>:<line>: <severity>: <message>` for each, folded where `columns` is given. */
export function renderFindings(findings: readonly LintFinding[], columns: number | undefined): string {
  return findings
    .map(({ severity, message, ...place }) =>
      toPrintable(showFault({ ...place, message: `${severity}: ${message}` })),
    )
    .flatMap((line) => (columns === undefined ? [line] : foldText(line, columns, '    ')))
    .map((line) => `${line}\n`)
    .join('');
}

/** One line of what was read and what was found. */
export function summarizeLint(read: ParsedDocuments, findings: readonly LintFinding[]): string {
  const { fileCount, policies, configs, brokenCount, otherCount } = read;
  const count = (severity: LintFinding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const objects = [
    countOf(policies.length, 'argument policy', 'argument policies'),
    countOf(configs.length, 'config'),
    ...(brokenCount === 0 ? [] : [`${brokenCount} broken`]),
    ...(otherCount === 0 ? [] : [`${otherCount} of other kinds`]),
  ].join(', ');
  const found = `${countOf(count('fault'), 'fault')}, ${countOf(count('warning'), 'warning')}`;
  return `Read ${countOf(fileCount, 'file')}: ${objects}: ${found}\n`;
}
