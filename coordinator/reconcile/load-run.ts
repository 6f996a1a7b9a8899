import type { Receipt } from '../../shared/domain/artifact.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import {
  outcomeKey,
  type Plan,
  type PlannedNode,
  type PlannedStart,
  planKey,
  startKey,
} from '../planning/plan.ts';
import type { ResourceRef } from '../resources/resource-source.ts';
import { newRun, type RecordedOutcome, type Run } from './run.ts';

/** A run by its plan and start alone, as they stand in the store. Undefined where there is no plan. */
export async function openRun(
  ref: ResourceRef,
  runUid: string,
  store: ArtifactStore,
): Promise<Run | undefined> {
  const plan = await readJson<Plan>(store, planKey(runUid));
  if (plan === undefined) return undefined;
  const run = newRun(ref, plan);
  run.plannedStart = await readJson<PlannedStart>(store, startKey(runUid));
  return run;
}

/**
 * Takes up the outcomes and receipts that the store has of a run. For a run that events reach already: what comes
 * meanwhile is noted by its event, what came before is in the store, so nothing falls between the two.
 */
export async function loadNodes(run: Run, store: ArtifactStore): Promise<void> {
  const { runUid } = run.plan;
  for (const node of run.nodes.values()) {
    const { name, attempt } = node.planned;
    node.recorded ??= await readJson<RecordedOutcome>(store, outcomeKey(runUid, name, attempt));
    node.start ??= node.recorded?.start;
    for (const receipt of await readReceipts(runUid, node.planned, store)) {
      node.receipts.set(receipt.artifactId, receipt);
    }
  }
}

async function readReceipts(
  runUid: string,
  { name, attempt }: PlannedNode,
  store: ArtifactStore,
): Promise<readonly Receipt[]> {
  const objects = await store.list(`runs/${runUid}/${name}/${attempt}/`);
  return objects.map(({ key, sizeBytes, sha256, verifiedUnixUs }) => {
    return { artifactId: key.split('/').at(-1) ?? '', key, sizeBytes, sha256, verifiedUnixUs };
  });
}

/** A document that this coordinator or its predecessor wrote; the store keeps it whole or not at all. */
export async function readJson<Document>(store: ArtifactStore, key: string): Promise<Document | undefined> {
  const bytes = await store.readDocument(key);
  return bytes === undefined ? undefined : (JSON.parse(bytes.toString('utf8')) as Document);
}
