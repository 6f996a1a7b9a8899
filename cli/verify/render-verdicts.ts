import { toBytesText } from '../../shared/domain/quantity.ts';
import { toPrintable } from '../output/printable.ts';
import type { FileVerdict } from './verdict.ts';

/** One line for a file, for stdout. */
export function renderVerdict(verdict: FileVerdict): string {
  const path = toPrintable(verdict.file.path);
  switch (verdict.kind) {
    case 'intact':
      return `ok       ${path}  ${toBytesText(verdict.file.sizeBytes)}\n`;
    case 'damaged':
      return `DAMAGED  ${path}: ${verdict.why}\n`;
    case 'missing':
      return `MISSING  ${path}: ${verdict.why}\n`;
    case 'notArrived':
      return `-        ${path}: it ${verdict.file.isKept ? 'is kept on its node' : 'never arrived in the store'}, as the manifest says\n`;
    default:
      return verdict satisfies never;
  }
}

/** What is wrong, as the end of a sentence; undefined where nothing is. */
export function summarizeFaults(verdicts: readonly FileVerdict[]): string | undefined {
  const count = (kind: FileVerdict['kind'], what: string): readonly string[] => {
    const { length } = verdicts.filter((verdict) => verdict.kind === kind);
    return length === 0
      ? []
      : [`${length} of ${verdicts.length} files ${length === 1 ? 'is' : 'are'} ${what}`];
  };
  const faults = [...count('damaged', 'damaged'), ...count('missing', 'missing')];
  return faults.length === 0 ? undefined : faults.join(', ');
}
