import type { ResolvedTargets } from './resolve-targets.ts';

const named = 5;

/** Which nodes were chosen and what is odd about them, in one line: `18 of 20 nodes selected; NodeNotConnected: a, b`. */
export function describeTargets(targets: ResolvedTargets): string {
  const byReason = new Map<string, string[]>();
  for (const { name, reason } of targets.missing)
    byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  const odd = [
    ...byReason,
    ['cordoned, but selected', targets.cordoned] as const,
    ['not ready, but selected', targets.notReady] as const,
  ].filter(([, names]) => names.length > 0);
  const head = `${targets.selected.length} of ${targets.matched} nodes selected`;
  return [head, ...odd.map(([what, names]) => `${what}: ${listNames(names)}`)].join('; ');
}

function listNames(names: readonly string[]): string {
  const more = names.length - named;
  return `${names.slice(0, named).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
