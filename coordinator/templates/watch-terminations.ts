import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import type { Part } from '../../shared/runtime/group.ts';
import type { ClusterView } from '../cluster/cluster-view.ts';
import { matchesSelector } from '../cluster/matches-selector.ts';
import type { StageDeps } from '../reconcile/stage.ts';
import { NodeTerminations } from './node-terminations.ts';
import type { TemplateStore } from './template-store.ts';
import { watchLeaving } from './watch-leaving.ts';

/** Captures nodes of a cluster before they leave, for the templates whose trigger says so. */
export function watchTerminations(
  cluster: ClusterView,
  store: TemplateStore,
  { events, clock, log }: Pick<StageDeps, 'events' | 'clock' | 'log'>,
): Part {
  const matches = (targets: PowerToolSpec['targets'], name: string): boolean => {
    if (targets.nodeNames !== undefined) return targets.nodeNames.includes(name);
    if (targets.nodeSelector === undefined) return targets.allNodes === true;
    const node = cluster.readNode(name);
    return node !== undefined && matchesSelector(targets.nodeSelector, node.labels);
  };
  const terminations = new NodeTerminations({ store, events, clock, log, matches });
  return watchLeaving(terminations, { cluster, clock, log });
}
