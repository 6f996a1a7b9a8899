import { measureStart } from './record.ts';
import type { NodeRun, Run } from './run.ts';
import type { StageDeps } from './stage.ts';

/**
 * Takes up what the sessions and the store say of a run's nodes: when each tool really started, and receipts that
 * no event announced (they may have been given while this run was not in memory).
 */
export async function observeNodes(run: Run, deps: StageDeps): Promise<void> {
  for (const node of run.nodes.values()) {
    observeStart(run, node, deps);
    if (lacksReceipts(node)) await refreshReceipts(run, node, deps);
  }
}

function observeStart(run: Run, node: NodeRun, deps: StageDeps): void {
  const session = deps.sessions.get(node.planned.name);
  const startedUs = session?.commands.get(node.planned.commandId)?.startedMonotonicUs ?? 0;
  if (node.start !== undefined || session === undefined) return;
  node.start = measureStart(session, startedUs, run, deps.clock);
}

function lacksReceipts(node: NodeRun): boolean {
  return (node.recorded?.outcome.artifacts ?? []).some((artifact) => !node.receipts.has(artifact.artifactId));
}

async function refreshReceipts(run: Run, node: NodeRun, deps: StageDeps): Promise<void> {
  const prefix = `runs/${run.plan.runUid}/${node.planned.name}/${node.planned.attempt}/`;
  for (const { key, sizeBytes, sha256, verifiedUnixUs } of await deps.store.list(prefix)) {
    const artifactId = key.split('/').at(-1) ?? '';
    if (!node.receipts.has(artifactId)) {
      node.receipts.set(artifactId, { artifactId, key, sizeBytes, sha256, verifiedUnixUs, late: false });
    }
  }
}
