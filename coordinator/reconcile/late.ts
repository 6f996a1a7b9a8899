import type { Receipt } from '../../shared/domain/artifact.ts';
import type { PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import { workThrough } from '../../shared/runtime/work-through.ts';
import { manifestKey, outcomeKey } from '../planning/plan.ts';
import type { ResourceRef } from '../resources/resource-source.ts';
import { attemptKey, readJson, readReceipts, readsAtOnce } from './load-run.ts';
import type { Manifest, ManifestNode } from './manifest.ts';
import { owesProcessing, recordFetchedFiles } from './record-fetched.ts';
import type { RecordedOutcome } from './run.ts';
import type { StageDeps } from './stage.ts';

/**
 * Whether files of an ended run may still arrive, by its status alone: not where each node's only attempt is verified,
 * in the store.
 */
export function mayHaveLateFiles(status: PowerToolStatus, retries: number): boolean {
  const { nodes, bytes } = status;
  return retries > 0 || nodes.verified < nodes.selected || bytes.kept !== undefined;
}

/**
 * Adds to the manifest of an ended run what arrived after its end, marked `late`, and counts those nodes in the
 * status; of a run whose files stay on nodes, what was fetched. The phase stays what it is: a terminal phase never
 * changes. Resolves with the milliseconds after which to look again, whatever happens; undefined: not before something
 * does.
 */
export async function recordLateFiles(
  ref: ResourceRef,
  uid: string,
  status: PowerToolStatus,
  deps: StageDeps,
  signal: AbortSignal,
): Promise<number | undefined> {
  const manifest = await readJson<Manifest>(deps.store, manifestKey(uid));
  if (manifest === undefined || (manifest.nodes.every(isSettled) && !owesProcessing(status)))
    return undefined;
  const known = await takeUpOutcomes(manifest.nodes, uid, deps);
  if (manifest.command.keepMs > 0)
    return await recordFetchedFiles({ ref, uid, status, manifest, nodes: known }, deps, signal);
  const receipts = await readReceipts(uid, deps.store);
  const nodes = known.map((node) =>
    withLateFiles(node, receipts.get(attemptKey(uid, node.node, node.attempt)) ?? []),
  );
  const lateNodes = nodes.filter((node) => node.files.some((file) => file.late)).length;
  if (JSON.stringify(nodes) === JSON.stringify(manifest.nodes)) return undefined;
  const bytes = Buffer.from(`${JSON.stringify({ ...manifest, nodes }, undefined, 2)}\n`);
  await deps.store.putDocument(manifestKey(uid), bytes);
  await deps.source.writeStatus(ref, uid, { ...status, nodes: { ...status.nodes, late: lateNodes } });
  deps.log.info({ run: uid, lateNodes }, 'Late files recorded');
  return undefined;
}

/** Nothing can arrive of it any more. */
function isSettled({ outcome, files }: ManifestNode): boolean {
  return (
    outcome !== undefined && files.every(({ receipt, gone }) => receipt !== undefined || gone !== undefined)
  );
}

/** The nodes with the outcomes that came after the end of the run. */
async function takeUpOutcomes(
  nodes: readonly ManifestNode[],
  uid: string,
  { store }: Pick<StageDeps, 'store'>,
): Promise<readonly ManifestNode[]> {
  const late = new Map<ManifestNode, RecordedOutcome>();
  const unheard = nodes.filter(({ outcome }) => outcome === undefined);
  await workThrough(unheard, readsAtOnce, async (node) => {
    const recorded = await readJson<RecordedOutcome>(store, outcomeKey(uid, node.node, node.attempt));
    if (recorded !== undefined) late.set(node, recorded);
  });
  return nodes.map((node) => {
    const outcome = late.get(node)?.outcome;
    if (outcome === undefined) return node;
    const files = outcome.artifacts.map((artifact) => ({ ...artifact, receipt: undefined, late: false }));
    return { ...node, outcome, files };
  });
}

function withLateFiles(node: ManifestNode, receipts: readonly Receipt[]): ManifestNode {
  const files = node.files.map((file) => {
    if (file.receipt !== undefined) return file;
    const receipt = receipts.find(({ artifactId }) => artifactId === file.artifactId);
    return { ...file, receipt, late: receipt !== undefined };
  });
  return { ...node, files };
}
