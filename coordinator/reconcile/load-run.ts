import type { Receipt } from '../../shared/domain/artifact.ts';
import { workThrough } from '../../shared/runtime/work-through.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import {
  outcomeKey,
  type Plan,
  type PlannedStart,
  planKey,
  type StopOrder,
  startKey,
  stopKey,
  waveKey,
} from '../planning/plan.ts';
import type { Wave } from '../planning/waves.ts';
import type { ResourceRef } from '../resources/resource-source.ts';
import { addWave, attemptsOf, fixStart, newRun, type RecordedOutcome, type Run } from './run.ts';

/** Documents of a run are many and small. */
export const readsAtOnce = 32;

/** A run by its plan, waves and starts alone, as they stand in the store. Undefined where there is no plan. */
export async function openRun(
  ref: ResourceRef,
  runUid: string,
  store: ArtifactStore,
): Promise<Run | undefined> {
  const plan = await readJson<Plan>(store, planKey(runUid));
  if (plan === undefined) return undefined;
  const run = newRun(ref, plan);
  run.stop = await readJson<StopOrder>(store, stopKey(runUid));
  for (;;) {
    const wave = await readJson<Wave>(store, waveKey(runUid, run.waves.length));
    if (wave === undefined) break;
    addWave(run, wave);
  }
  for (const wave of run.waves) {
    const start = await readJson<PlannedStart>(store, startKey(runUid, wave.index));
    // Waves start one after the other.
    if (start === undefined) break;
    wave.plannedStart = fixStart(start);
  }
  return run;
}

/**
 * Takes up the outcomes and receipts that the store has of a run. For a run that events reach already: what comes
 * meanwhile is noted by its event, what came before is in the store, so nothing falls between the two.
 */
export async function loadNodes(run: Run, store: ArtifactStore): Promise<void> {
  const { runUid } = run.plan;
  const receipts = await readReceipts(runUid, store);
  await workThrough(attemptsOf(run), readsAtOnce, async (attempt) => {
    const { name, attempt: number } = attempt.planned;
    attempt.recorded ??= await readJson<RecordedOutcome>(store, outcomeKey(runUid, name, number));
    attempt.start ??= attempt.recorded?.start;
    for (const receipt of receipts.get(attemptKey(runUid, name, number)) ?? [])
      attempt.receipts.set(receipt.artifactId, receipt);
  });
}

/** All receipts of a run, by the key of their attempt. */
export async function readReceipts(
  runUid: string,
  store: ArtifactStore,
): Promise<ReadonlyMap<string, readonly Receipt[]>> {
  const objects = await store.list(`runs/${runUid}/`);
  const receipts = objects.map(({ key, sizeBytes, sha256, verifiedUnixUs, proof }) => {
    const artifactId = key.split('/').at(-1) ?? '';
    return { artifactId, key, sizeBytes, sha256, verifiedUnixUs, ...(proof === undefined ? {} : { proof }) };
  });
  return Map.groupBy(receipts, ({ key }) => key.slice(0, key.lastIndexOf('/')));
}

export const attemptKey = (runUid: string, node: string, attempt: number): string =>
  `runs/${runUid}/${node}/${attempt}`;

/** A document that this coordinator or its predecessor wrote; the store keeps it whole or not at all. */
export async function readJson<Document>(
  store: Pick<ArtifactStore, 'readDocument'>,
  key: string,
): Promise<Document | undefined> {
  const bytes = await store.readDocument(key);
  return bytes === undefined ? undefined : (JSON.parse(bytes.toString('utf8')) as Document);
}

/** Writes a document of a run once, and gives what stands there: ours, or that of whoever was first. */
export async function createJson<Document>(
  store: ArtifactStore,
  key: string,
  document: Document,
): Promise<Document> {
  const written = await store.createDocument(key, Buffer.from(JSON.stringify(document)));
  return written === 'created' ? document : ((await readJson<Document>(store, key)) ?? document);
}
