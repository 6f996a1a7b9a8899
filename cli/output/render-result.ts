import { toBytesText } from '../../shared/domain/quantity.ts';
import type { CaptureView } from '../capture/capture-view.ts';
import { toPrintable } from './printable.ts';

const listedFailures = 10;

/** The end of a capture in a few lines: what is verified, how far apart the starts were, what failed and why. */
export function renderResult(view: CaptureView): string {
  const lines = [
    `${view.name}: ${view.phase}: ${view.verified} of ${view.selected} nodes verified, ${toBytesText(view.storedBytes)} stored${view.keptBytes > 0 ? `, ${toBytesText(view.keptBytes)} kept on the nodes` : ''}`,
  ];
  if (view.start?.skewMaxMs !== undefined) {
    const { skewP50Ms, skewMaxMs, clockUncertaintyMs } = view.start;
    lines.push(
      `  skew: median ${skewP50Ms ?? 0} ms, maximum ${skewMaxMs} ms, clocks known to ±${clockUncertaintyMs ?? 0} ms`,
    );
  }
  for (const { node, reason, message } of view.failures.slice(0, listedFailures)) {
    lines.push(`  ${node}: ${reason}${message === '' ? '' : `: ${message}`}`);
  }
  const hidden = view.failures.length - listedFailures;
  if (hidden > 0) lines.push(`  … ${hidden} more`);
  if (view.phase === 'Failed' && view.failures.length === 0)
    lines.push(...view.problems.map((text) => `  ${text}`));
  return lines.map((line) => `${toPrintable(line)}\n`).join('');
}
