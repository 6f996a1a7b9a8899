import { isInRange, parseVersionRange } from '../domain/version-range.ts';
import type { VersionGate } from './baseline/tool-baseline.ts';
import { quoteText } from './quote-text.ts';

export type VersionJudgement =
  | { readonly kind: 'known' }
  /** Another version, but a line that all read alike. */
  | { readonly kind: 'safe' }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Whether a line, given by its canonical arguments, may be run with a tool that calls its version so. A version that the
 * grammar was not written for may read the same words in another way, so that it gets only the lines named for it.
 */
export function judgeVersion(
  tool: string,
  gate: VersionGate | undefined,
  printed: string,
  canonicalArgs: readonly string[],
): VersionJudgement {
  if (gate === undefined || isKnownVersion(gate, printed)) return { kind: 'known' };
  const isSafe = gate.safeLines.some(
    (line) => line.length === canonicalArgs.length && line.every((word, at) => word === canonicalArgs[at]),
  );
  if (isSafe) return { kind: 'safe' };
  const lines = gate.safeLines.map((line) => `"${[tool, ...line].join(' ')}"`).join(', ');
  const found = printed === '' ? 'tells no version' : `is "${quoteText(printed)}"`;
  return {
    kind: 'refused',
    message: `Cannot start tool "${tool}": it ${found}, and its grammar here is that of versions ${gate.range}: allowed are ${lines === '' ? 'no lines' : lines}`,
  };
}

function isKnownVersion(gate: VersionGate, printed: string): boolean {
  const [, version] = gate.pattern.exec(printed) ?? [];
  const range = parseVersionRange(gate.range);
  return version !== undefined && range !== undefined && isInRange(version, range);
}
