import { reasons } from '../../shared/domain/reasons.ts';
import {
  isTemplate,
  isTerminal,
  type PowerToolSpec,
  type PowerToolStatus,
} from '../../shared/kinds/power-tool.ts';
import { metadataOf, type ResourceRef, type StoredPowerTool } from '../resources/resource-source.ts';
import { adoptRun, type BeginDeps, beginRun, type LookAfterTemplate, refuseCapture } from './begin-run.ts';
import { isComplete } from './known-runs.ts';
import { mayHaveLateFiles, recordLateFiles } from './late.ts';
import { removeFiles } from './remove-files.ts';
import { workOnRun } from './work-on-run.ts';

const longestWaitMs = 3_600_000;

/**
 * Does for the object of a capture what is to be done now. Resolves with the milliseconds after which it has to be
 * looked at again, whatever happens; undefined: not before something does.
 */
export async function lookAfterCapture(
  stored: StoredPowerTool,
  deps: BeginDeps & { readonly lookAfterTemplate: LookAfterTemplate },
  signal: AbortSignal,
): Promise<number | undefined> {
  const metadata = metadataOf(stored);
  const { uid, namespace, name } = metadata;
  const ref = { namespace, name };
  const { status } = stored;
  deps.runs.noteRef(uid, ref);
  if (metadata.isBeingDeleted) return endDeleted(stored, ref, deps, signal);
  if (status !== undefined && isTerminal(status.phase)) return keepEnded(stored, ref, status, deps, signal);
  if (stored.kind === 'invalid') {
    // What was accepted is carried out, also where the object could not be accepted any more.
    const run = deps.runs.get(uid) ?? (await adoptRun(ref, uid, deps));
    if (run === undefined) {
      const refusal = { reason: reasons.Invalid, message: stored.message };
      const refused = await refuseCapture(ref, uid, refusal, status, deps);
      return refused.kind === 'waiting' ? refused.retryAfterMs : undefined;
    }
    return workOnRun(run, { spec: run.plan.spec, previous: status }, deps, signal);
  }
  if (isTemplate(stored.resource.spec)) return deps.lookAfterTemplate(stored.resource, status);
  const begun = await beginRun(stored.resource, status, deps, signal);
  if (begun.kind === 'refused') return untilDeleted(stored.resource.spec, deps.clock.unixUs(), deps);
  if (begun.kind === 'waiting') return begun.retryAfterMs;
  const again = await workOnRun(begun.run, { spec: stored.resource.spec, previous: status }, deps, signal);
  if (again !== undefined) return again;
  await letGo(stored, ref, deps);
  return untilDeleted(stored.resource.spec, deps.clock.unixUs(), deps);
}

/** A deleted object is held until its tools are stopped and what they have is sealed, sent and in the manifest. */
async function endDeleted(
  stored: StoredPowerTool,
  ref: ResourceRef,
  deps: BeginDeps,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { uid } = metadataOf(stored);
  const isOver = stored.status !== undefined && isTerminal(stored.status.phase);
  const run = isOver ? undefined : (deps.runs.get(uid) ?? (await adoptRun(ref, uid, deps)));
  // Until its end stands in its status, which a pass may have had to put off.
  if (run !== undefined) {
    const again = await workOnRun(run, { spec: undefined, previous: stored.status }, deps, signal);
    if (again !== undefined) return again;
  }
  if (deletesFiles(stored)) await removeFiles(uid, deps);
  await deps.source.setFinalizer(ref, uid, false);
  deps.runs.drop(uid);
  deps.publisher.forget(uid);
  return undefined;
}

/** A terminal phase never changes; what still can is counted, and the object goes when its time is over. */
async function keepEnded(
  stored: StoredPowerTool,
  ref: ResourceRef,
  status: PowerToolStatus,
  deps: BeginDeps,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { uid, finalizers } = metadataOf(stored);
  const run = deps.runs.get(uid);
  // Another leader ended it: here it is not under way any more, and nobody waits for it.
  if (run !== undefined && !isComplete(run)) deps.runs.forget(uid);
  const retries = stored.kind === 'valid' ? stored.resource.spec.failurePolicy.retries : 1;
  const again = mayHaveLateFiles(status, retries)
    ? await recordLateFiles(ref, uid, status, deps, signal)
    : undefined;
  if (finalizers.length > 0) await letGo(stored, ref, deps);
  if (stored.kind === 'invalid' || status.completedAt === undefined) return again;
  const waitMs = untilDeleted(stored.resource.spec, Date.parse(status.completedAt) * 1_000, deps);
  if (waitMs === undefined) return again;
  if (waitMs > 0) return Math.min(waitMs, again ?? waitMs);
  deps.log.info({ capture: ref, run: uid }, 'Time to live was over');
  await deps.source.deletePowerTool(ref, uid);
  return undefined;
}

/** An ended capture has nothing to flush; it is held only where its files go with it. */
async function letGo(stored: StoredPowerTool, ref: ResourceRef, deps: BeginDeps): Promise<void> {
  if (!deletesFiles(stored)) await deps.source.setFinalizer(ref, metadataOf(stored).uid, false);
}

function deletesFiles(stored: StoredPowerTool): boolean {
  return stored.kind === 'valid' && stored.resource.spec.output.deletionPolicy === 'Delete';
}

/** Undefined: it is kept until somebody deletes it. */
function untilDeleted(
  spec: PowerToolSpec,
  endedUnixUs: number,
  { clock }: Pick<BeginDeps, 'clock'>,
): number | undefined {
  if (spec.ttlSecondsAfterFinished === undefined) return undefined;
  const leftMs = (endedUnixUs - clock.unixUs()) / 1_000 + spec.ttlSecondsAfterFinished * 1_000;
  return Math.min(longestWaitMs, Math.max(0, leftMs));
}
