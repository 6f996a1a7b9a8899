import { reasons } from '../../shared/domain/reasons.ts';
import type { PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import { type FetchOrder, isOrdered } from '../kept/decide-kept.ts';
import { sumKept, toKeptCondition } from '../kept/kept-condition.ts';
import { type KeptPlace, placeKept } from '../kept/place-kept.ts';
import { fetchKey, manifestKey, planKey } from '../planning/plan.ts';
import type { ResourceRef } from '../resources/resource-source.ts';
import { listReports } from './compute-status.ts';
import { withCondition } from './conditions.ts';
import { isProcessingDue, listFetchedFiles, sumStored, withFetchedFiles } from './fetched-files.ts';
import { attemptKey, loadNodes, openRun, readJson, readReceipts } from './load-run.ts';
import type { Manifest, ManifestNode } from './manifest.ts';
import { toCountWord } from './note-progress.ts';
import { processSafely, toProcessedWord } from './process.ts';
import type { Processing } from './run.ts';
import { nowIso, type StageDeps } from './stage.ts';

const lookAgainMs = 5_000;

interface KeptRunRecord {
  readonly ref: ResourceRef;
  readonly uid: string;
  readonly status: PowerToolStatus;
  readonly manifest: Manifest;
  /** Of the manifest, with outcomes that came late. */
  readonly nodes: readonly ManifestNode[];
}

/** Whether what was fetched of a capture is still to be processed. */
export function owesProcessing({ conditions }: PowerToolStatus): boolean {
  return conditions.some(({ type, reason }) => type === 'Processed' && reason === reasons.KeptOnNode);
}

/**
 * Writes down what became of the files that an ended run keeps on nodes: those that were fetched, and those that are
 * not there any more. When no file is on its way, what has arrived is processed, again where it was before. Resolves
 * with the milliseconds after which to look again, where files are on their way.
 */
export async function recordFetchedFiles(
  { ref, uid, status, manifest, nodes: known }: KeptRunRecord,
  deps: StageDeps,
  signal: AbortSignal,
): Promise<number | undefined> {
  // In this order: a file leaves its node when the store has it.
  const placed = known.map((node) => ({ node, places: placeFiles(node, deps) }));
  const receipts = await readReceipts(uid, deps.store);
  const nodes = placed.map(({ node, places }) => {
    const own = receipts.get(attemptKey(uid, node.node, node.attempt)) ?? [];
    return withFetchedFiles(node, own, places);
  });
  const hasNews = sumStored(nodes) > sumStored(manifest.nodes);
  const order = await readJson<FetchOrder>(deps.store, fetchKey(uid));
  const isThere = placed.some(({ places }, at) =>
    nodes[at]?.files.some(
      ({ kept, artifactId }) => kept === true && places.get(artifactId)?.kind === 'there',
    ),
  );
  const isComing = isThere && isOrdered(order, deps.clock.unixUs());
  // A node that comes may go as well.
  const again = isComing ? lookAgainMs : undefined;
  const news = { hasNews, isOwed: owesProcessing(status), storedBytes: sumStored(nodes), isComing };
  const processing = isProcessingDue(news) ? await processFetched(ref, uid, deps, signal) : undefined;
  if (processing === undefined && JSON.stringify(nodes) === JSON.stringify(manifest.nodes)) return again;
  // Reports take their time, and the files may have expired meanwhile.
  if (processing !== undefined && !(await isKnown(uid, deps))) return undefined;
  const processed = processing?.kind === 'processed' ? processing.files : manifest.processed;
  const bytes = Buffer.from(`${JSON.stringify({ ...manifest, nodes, processed }, undefined, 2)}\n`);
  await deps.store.putDocument(manifestKey(uid), bytes);
  await deps.source.writeStatus(ref, uid, toFetchedStatus(status, nodes, processing, nowIso(deps)));
  deps.log.info(
    { run: uid, keptBytes: sumKept(nodes), processing: processing?.kind },
    'Fetched files recorded',
  );
  return again;
}

function placeFiles(
  node: ManifestNode,
  { sessions }: Pick<StageDeps, 'sessions'>,
): ReadonlyMap<string, KeptPlace> {
  const session = sessions.get(node.node);
  return new Map(
    node.files.map(({ artifactId }) => [artifactId, placeKept({ ...node, artifactId }, session)]),
  );
}

/** Undefined: the store has nothing of the run any more. */
async function processFetched(
  ref: ResourceRef,
  uid: string,
  deps: StageDeps,
  signal: AbortSignal,
): Promise<Processing | undefined> {
  const run = await openRun(ref, uid, deps.store);
  if (run === undefined) return undefined;
  await loadNodes(run, deps.store);
  const processing = await processSafely(run, deps, signal);
  // Cut off by our own end: the next coordinator does it again.
  signal.throwIfAborted();
  return processing;
}

async function isKnown(uid: string, { store }: Pick<StageDeps, 'store'>): Promise<boolean> {
  return (await store.readDocument(planKey(uid))) !== undefined;
}

function toFetchedStatus(
  status: PowerToolStatus,
  nodes: readonly ManifestNode[],
  processing: Processing | undefined,
  atIso: string,
): PowerToolStatus {
  const { verified: done, selected } = status.nodes;
  const onNodes = nodes.filter(({ reason }) => reason === reasons.KeptOnNode).length;
  const verified = toCountWord('Verified', { done, selected, kept: onNodes });
  const counted = withCondition(status.conditions, verified, atIso);
  const kept = withCondition(counted, toKeptCondition(nodes), atIso);
  const bytes = { ...status.bytes, stored: sumStored(nodes), kept: sumKept(nodes) };
  const known = { ...status, conditions: kept, bytes, artifacts: listFetchedFiles(nodes) };
  if (processing === undefined) return known;
  const conditions = withCondition(kept, { type: 'Processed', ...toProcessedWord(processing) }, atIso);
  return { ...known, conditions, reports: listReports(processing) };
}
