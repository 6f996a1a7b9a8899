import { toDurationText } from '../../shared/domain/duration.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import { type Condition, isTerminal } from '../../shared/kinds/power-tool.ts';
import { isAbort, type Part } from '../../shared/runtime/group.ts';
import { orphanGraceMs } from '../kept/decide-kept.ts';
import { manifestKey, type Plan, planKey } from '../planning/plan.ts';
import { withCondition } from '../reconcile/conditions.ts';
import { readJson } from '../reconcile/load-run.ts';
import type { Manifest } from '../reconcile/manifest.ts';
import { removeFiles } from '../reconcile/remove-files.ts';
import { nowIso, type StageDeps } from '../reconcile/stage.ts';
import { metadataOf, type StoredPowerTool } from '../resources/resource-source.ts';
import { decideExpiry, type ExpiryCause, type KeptRun, type RetentionLimits } from './decide-expiry.ts';

interface SweepDeps extends Pick<StageDeps, 'store' | 'kept' | 'clock' | 'log'> {
  readonly source: Pick<StageDeps['source'], 'listPowerTools' | 'writeStatus'>;
  readonly limits: RetentionLimits;
}

const sweepGapMs = 60_000;
/** What is left of a run without plan and object is looked at for this long before it is removed. */
const orphanRetention = toDurationText(orphanGraceMs);

/**
 * Removes the files of runs whose retention has passed or that are beyond the limits, once a minute, and says so in the
 * status of their objects. Of a run that nothing tells of, as after a removal that was cut off, the rest goes after a
 * day.
 */
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

/** What the store says of a run. */
interface RunEnd {
  /** It does not change once the run has ended; where files stay on nodes, they may yet be fetched. */
  readonly isFixed: boolean;
  readonly sinceUnixUs: number;
  readonly retention: string;
  readonly template: string;
  readonly sizeBytes: number;
}

async function sweepOnce(ends: Map<string, RunEnd>, deps: SweepDeps, signal: AbortSignal): Promise<void> {
  // Names first: an object is there before its run, so that one which has just begun is not taken for an orphan.
  const uids = await deps.store.listNames('runs');
  const objects = new Map<string, StoredPowerTool>();
  for (const stored of await deps.source.listPowerTools('')) objects.set(metadataOf(stored).uid, stored);
  const kept: KeptRun[] = [];
  for (const uid of uids) {
    signal.throwIfAborted();
    const stored = objects.get(uid);
    const isUnderWay =
      stored !== undefined && !(stored.status !== undefined && isTerminal(stored.status.phase));
    if (isUnderWay) {
      const sizeBytes = stored.status?.bytes.stored ?? 0;
      kept.push({ uid, sinceUnixUs: 0, retention: '', template: '', sizeBytes, isUnderWay });
      continue;
    }
    const end = ends.get(uid) ?? (await readEnd(uid, deps));
    if (end.isFixed) ends.set(uid, end);
    const output = stored?.kind === 'valid' ? stored.resource.spec.output : undefined;
    // Nodes that keep files were told the one that was accepted.
    const retention = output?.mode === 'store' ? output.retention : end.retention;
    kept.push({ ...end, uid, retention, isUnderWay });
  }
  for (const { uid, cause } of decideExpiry(kept, deps.limits, deps.clock.unixUs())) {
    signal.throwIfAborted();
    await removeFiles(uid, deps);
    ends.delete(uid);
    deps.log.info({ run: uid, cause }, 'Expired files were removed');
    await noteExpired(objects.get(uid), cause, deps);
  }
}

/**
 * Of a run without a manifest, its plan: nobody will end it any more where its object is gone. Of one without both, what
 * the clock says: it is an orphan from when it was first seen.
 */
async function readEnd(uid: string, { store, clock, limits }: SweepDeps): Promise<RunEnd> {
  const manifest = await readJson<Manifest>(store, manifestKey(uid));
  const plan = await readJson<Plan>(store, planKey(uid));
  const sizeBytes = limits.bytes > 0 ? await sumBytes(uid, store) : 0;
  const template = plan?.template ?? '';
  const isFixed = plan === undefined || !(plan.command.keepMs > 0);
  const known = { template, sizeBytes, isFixed };
  if (manifest !== undefined) {
    const { completedUnixUs: sinceUnixUs, spec } = manifest;
    return { sinceUnixUs, retention: spec.output.retention, ...known };
  }
  if (plan !== undefined)
    return { sinceUnixUs: plan.createdUnixUs, retention: plan.spec.output.retention, ...known };
  return { sinceUnixUs: clock.unixUs(), retention: orphanRetention, ...known };
}

async function sumBytes(uid: string, store: SweepDeps['store']): Promise<number> {
  return (await store.list(`runs/${uid}/`)).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

const causes: { readonly [cause in ExpiryCause]: string } = {
  age: 'output.retention had passed',
  runsOfTemplate:
    'newer runs of its template had taken the places that the operator lets it have (TOE_RETENTION_RUNS)',
  bytes: 'it was the oldest when the store held more than the operator lets it (TOE_RETENTION_BYTES)',
};

/** The phase stays what it is; that the files are gone is a condition. */
async function noteExpired(
  stored: StoredPowerTool | undefined,
  cause: ExpiryCause,
  deps: SweepDeps,
): Promise<void> {
  if (stored?.status === undefined) return;
  const { uid, namespace, name } = metadataOf(stored);
  const { manifest: _manifest, ...status } = stored.status;
  const condition = {
    type: 'ArtifactsExpired',
    status: 'True',
    reason: reasons.ArtifactsExpired,
    message: `The files were removed when ${causes[cause]}`,
  } as const;
  const { kept: _kept, ...bytes } = status.bytes;
  const conditions = withCondition(
    endKept(status.conditions, condition.message, nowIso(deps)),
    condition,
    nowIso(deps),
  );
  await deps.source.writeStatus({ namespace, name }, uid, {
    ...status,
    conditions,
    bytes,
    artifacts: [],
    reports: [],
  });
}

/** No file is on a node any more either. */
function endKept(before: readonly Condition[], message: string, atIso: string): readonly Condition[] {
  if (!before.some(({ type, status }) => type === 'KeptOnNodes' && status === 'True')) return before;
  const { ArtifactsExpired: reason } = reasons;
  return withCondition(before, { type: 'KeptOnNodes', status: 'False', reason, message }, atIso);
}
