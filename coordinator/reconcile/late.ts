import type { PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import { manifestKey } from '../planning/plan.ts';
import type { ResourceRef } from '../resources/resource-source.ts';
import { loadNodes, openRun, readJson } from './load-run.ts';
import type { Manifest, ManifestNode } from './manifest.ts';
import { findAttempt, type NodeRun } from './run.ts';
import type { StageDeps } from './stage.ts';

/** Whether files of an ended run may still arrive, by its status alone: not where each node's only attempt is verified. */
export function mayHaveLateFiles({ nodes }: PowerToolStatus, retries: number): boolean {
  return retries > 0 || nodes.verified < nodes.selected;
}

/**
 * Adds to the manifest of an ended run what arrived after its end, marked `late`, and counts those nodes in the
 * status. The phase stays what it is: a terminal phase never changes.
 */
export async function recordLateFiles(
  ref: ResourceRef,
  uid: string,
  status: PowerToolStatus,
  deps: StageDeps,
): Promise<void> {
  const manifest = await readJson<Manifest>(deps.store, manifestKey(uid));
  if (manifest === undefined || manifest.nodes.every(isSettled)) return;
  const run = await openRun(ref, uid, deps.store);
  if (run === undefined) return;
  await loadNodes(run, deps.store);
  const nodes = manifest.nodes.map((node) =>
    withLateFiles(node, findAttempt(run, node.node, node.commandId)),
  );
  const lateNodes = nodes.filter((node) => node.files.some((file) => file.late)).length;
  if (JSON.stringify(nodes) === JSON.stringify(manifest.nodes)) return;
  const bytes = Buffer.from(`${JSON.stringify({ ...manifest, nodes }, undefined, 2)}\n`);
  await deps.store.putDocument(manifestKey(uid), bytes);
  await deps.source.writeStatus(ref, uid, { ...status, nodes: { ...status.nodes, late: lateNodes } });
  deps.log.info({ run: uid, lateNodes }, 'Late files recorded');
}

/** Nothing can arrive of it any more. */
function isSettled({ outcome, files }: ManifestNode): boolean {
  return outcome !== undefined && files.every(({ receipt }) => receipt !== undefined);
}

function withLateFiles(node: ManifestNode, now: NodeRun | undefined): ManifestNode {
  if (now === undefined) return node;
  const outcome = node.outcome ?? now.recorded?.outcome;
  const files = (outcome?.artifacts ?? []).map((artifact) => {
    const before = node.files.find((file) => file.artifactId === artifact.artifactId);
    if (before?.receipt !== undefined) return before;
    const receipt = now.receipts.get(artifact.artifactId);
    return { ...artifact, receipt, late: receipt !== undefined };
  });
  return { ...node, outcome, files };
}
