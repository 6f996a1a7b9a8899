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
    message: `Cannot start tool "${tool}": it ${found}, and the grammar is that of ${gate.from} up to, without, ${gate.below}: allowed are ${lines === '' ? 'no lines' : lines}`,
  };
}

function isKnownVersion(gate: VersionGate, printed: string): boolean {
  const [, version] = gate.pattern.exec(printed) ?? [];
  return (
    version !== undefined &&
    compareVersions(version, gate.from) >= 0 &&
    compareVersions(version, gate.below) < 0
  );
}

/** Numbers with dots; a number that is not there is 0. Negative: the first is older. */
function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map((text) => text.split('.').map(Number));
  for (let at = 0; at < Math.max(left?.length ?? 0, right?.length ?? 0); at += 1) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
