import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';

/** A node as planning sees it. */
export interface NodeView {
  readonly name: string;
  readonly uid: string;
  readonly alive: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

/** Which nodes a capture is for. `missing` are named or matching nodes that no agent serves now. */
export interface ResolvedTargets {
  readonly selected: readonly { readonly name: string; readonly uid: string }[];
  readonly missing: readonly string[];
}

/** Resolves the targets against the nodes as they are now, sorted by name and without duplicates. */
export function resolveTargets(
  targets: PowerToolSpec['targets'],
  nodes: readonly NodeView[],
): ResolvedTargets {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const names = targets.nodeNames
    ? [...new Set(targets.nodeNames)]
    : nodes.filter((node) => matches(node, targets)).map((node) => node.name);
  const selected: { readonly name: string; readonly uid: string }[] = [];
  const missing: string[] = [];
  for (const name of names.toSorted()) {
    const node = byName.get(name);
    if (node?.alive) selected.push({ name, uid: node.uid });
    else missing.push(name);
  }
  return { selected, missing };
}

function matches(node: NodeView, targets: PowerToolSpec['targets']): boolean {
  if (targets.allNodes === true) return node.alive;
  const labels = targets.nodeSelector?.matchLabels;
  if (labels === undefined) return false;
  const own = new Map(Object.entries(node.labels));
  return Object.entries(labels).every(([key, value]) => own.get(key) === value);
}
