import { reasons } from '../../shared/domain/reasons.ts';
import { isTerminal } from '../../shared/kinds/power-tool.ts';
import { isAbort, type Part } from '../../shared/runtime/group.ts';
import { manifestKey, type Plan, planKey } from '../planning/plan.ts';
import { withCondition } from '../reconcile/conditions.ts';
import { readJson } from '../reconcile/load-run.ts';
import type { Manifest } from '../reconcile/manifest.ts';
import { nowIso, type StageDeps } from '../reconcile/stage.ts';
import { metadataOf, type StoredPowerTool } from '../resources/resource-source.ts';
import { decideExpiry, type KeptRun } from './decide-expiry.ts';

interface SweepDeps extends Pick<StageDeps, 'store' | 'clock' | 'log'> {
  readonly source: Pick<StageDeps['source'], 'listPowerTools' | 'writeStatus'>;
}

const sweepGapMs = 60_000;

/** Removes the files of runs whose retention has passed, once a minute, and says so in the status of their objects. */
export function sweepRuns(deps: SweepDeps): Part {
  const ends = new Map<string, RunEnd>();
  return async (signal) => {
    while (!signal.aborted) {
      try {
        await sweepOnce(ends, deps, signal);
        await deps.clock.sleep(sweepGapMs, signal);
      } catch (error) {
        if (isAbort(error)) return;
        deps.log.error({ err: error }, 'Expired files could not be removed');
        await deps.clock.sleep(sweepGapMs, signal).catch(() => undefined);
      }
    }
  };
}

/** What the store says of a run; it does not change once the run has ended. */
interface RunEnd {
  readonly sinceUnixUs: number;
  readonly retention: string;
}

async function sweepOnce(ends: Map<string, RunEnd>, deps: SweepDeps, signal: AbortSignal): Promise<void> {
  const objects = new Map<string, StoredPowerTool>();
  for (const stored of await deps.source.listPowerTools('')) objects.set(metadataOf(stored).uid, stored);
  const kept: KeptRun[] = [];
  for (const uid of await deps.store.listNames('runs')) {
    signal.throwIfAborted();
    const stored = objects.get(uid);
    const isUnderWay =
      stored !== undefined && !(stored.status !== undefined && isTerminal(stored.status.phase));
    const end = ends.get(uid) ?? (isUnderWay ? undefined : await readEnd(uid, deps));
    if (end === undefined) continue;
    ends.set(uid, end);
    const retention = stored?.kind === 'valid' ? stored.resource.spec.output.retention : end.retention;
    kept.push({ uid, sinceUnixUs: end.sinceUnixUs, retention, isUnderWay });
  }
  for (const uid of decideExpiry(kept, deps.clock.unixUs())) {
    signal.throwIfAborted();
    await deps.store.removeAll(`runs/${uid}`);
    ends.delete(uid);
    deps.log.info({ run: uid }, 'Expired files were removed');
    await noteExpired(objects.get(uid), deps);
  }
}

/** Of a run without a manifest, its plan: nobody will end it any more where its object is gone. */
async function readEnd(uid: string, { store }: SweepDeps): Promise<RunEnd | undefined> {
  const manifest = await readJson<Manifest>(store, manifestKey(uid));
  if (manifest !== undefined)
    return { sinceUnixUs: manifest.completedUnixUs, retention: manifest.spec.output.retention };
  const plan = await readJson<Plan>(store, planKey(uid));
  return plan === undefined
    ? undefined
    : { sinceUnixUs: plan.createdUnixUs, retention: plan.spec.output.retention };
}

/** The phase stays what it is; that the files are gone is a condition. */
async function noteExpired(stored: StoredPowerTool | undefined, deps: SweepDeps): Promise<void> {
  if (stored?.status === undefined) return;
  const { uid, namespace, name } = metadataOf(stored);
  const { manifest: _manifest, ...status } = stored.status;
  const condition = {
    type: 'ArtifactsExpired',
    status: 'True',
    reason: reasons.ArtifactsExpired,
    message: 'The files were removed when output.retention had passed',
  } as const;
  const conditions = withCondition(status.conditions, condition, nowIso(deps));
  await deps.source.writeStatus({ namespace, name }, uid, {
    ...status,
    conditions,
    artifacts: [],
    reports: [],
  });
}
