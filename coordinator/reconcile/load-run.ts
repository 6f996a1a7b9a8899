import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { outcomeKey, type Plan, type PlannedStart, planKey, startKey } from '../planning/plan.ts';
import type { ResourceRef } from '../resources/resource-source.ts';
import { type NodeRun, newRun, type RecordedOutcome, type Run } from './run.ts';

/** Rebuilds a run from the store: plan, start, outcomes and receipts. Undefined where there is no plan. */
export async function loadRun(
  ref: ResourceRef,
  runUid: string,
  store: ArtifactStore,
): Promise<Run | undefined> {
  const plan = await readJson<Plan>(store, planKey(runUid));
  if (plan === undefined) return undefined;
  const run = newRun(ref, plan);
  run.plannedStart = await readJson<PlannedStart>(store, startKey(runUid));
  for (const node of run.nodes.values()) await loadNode(node, runUid, store);
  return run;
}

async function loadNode(node: NodeRun, runUid: string, store: ArtifactStore): Promise<void> {
  const { name, attempt } = node.planned;
  node.recorded = await readJson<RecordedOutcome>(store, outcomeKey(runUid, name, attempt));
  node.start = node.recorded?.start;
  for (const object of await store.list(`runs/${runUid}/${name}/${attempt}/`)) {
    const artifactId = object.key.split('/').at(-1) ?? '';
    const { key, sizeBytes, sha256, verifiedUnixUs } = object;
    node.receipts.set(artifactId, { artifactId, key, sizeBytes, sha256, verifiedUnixUs, late: false });
  }
}

/** A document that this coordinator or its predecessor wrote; the store keeps it whole or not at all. */
export async function readJson<Document>(store: ArtifactStore, key: string): Promise<Document | undefined> {
  const bytes = await store.readDocument(key);
  return bytes === undefined ? undefined : (JSON.parse(bytes.toString('utf8')) as Document);
}
