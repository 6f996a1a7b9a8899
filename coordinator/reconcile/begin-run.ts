import { reasons } from '../../shared/domain/reasons.ts';
import type { Resource } from '../../shared/kinds/kinds.ts';
import type { PowerToolSpec, PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import { planKey } from '../planning/plan.ts';
import type { ResourceRef } from '../resources/resource-source.ts';
import { type Acceptance, acceptCapture } from './accept.ts';
import { toAuditFields } from './audit-capture.ts';
import { withCondition } from './conditions.ts';
import type { KnownRuns } from './known-runs.ts';
import { createJson, loadNodes, openRun } from './load-run.ts';
import type { StatusPublisher } from './publish-status.ts';
import { endWaiting, toRefusedStatus, toWaitingStatus } from './refuse.ts';
import { newRun, type Run } from './run.ts';
import { nowIso, type StageDeps } from './stage.ts';
import { tellOfPolicy, toPolicyConditions } from './tell-of-policy.ts';

export interface BeginDeps extends StageDeps {
  readonly runs: KnownRuns;
  readonly publisher: StatusPublisher;
}

/** Does for a template what is to be done now; see `lookAfterCapture`. */
export type LookAfterTemplate = (
  template: Resource<PowerToolSpec>,
  status: PowerToolStatus | undefined,
) => Promise<number | undefined>;

export type Begun =
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'waiting'; readonly retryAfterMs: number }
  /** Refused; its status says why. */
  | { readonly kind: 'refused' };

type Refusal = Omit<Extract<Acceptance, { kind: 'refused' }>, 'kind'>;

/** The run of a capture: the one in memory, the one that the store has, or a new one, where it is accepted. */
export async function beginRun(
  resource: Resource<PowerToolSpec>,
  status: PowerToolStatus | undefined,
  deps: BeginDeps,
  signal: AbortSignal,
): Promise<Begun> {
  const { uid, namespace, name } = resource.metadata;
  const ref = { namespace, name };
  const known = deps.runs.get(uid) ?? (await adoptRun(ref, uid, deps));
  if (known !== undefined) {
    if (known.conditions.length === 0) known.conditions = status?.conditions ?? [];
    return { kind: 'run', run: known };
  }
  const refuse = (refusal: Refusal): Promise<Begun> => refuseCapture(ref, uid, refusal, status, deps);
  if (resource.spec.stop)
    return refuse({ reason: reasons.Cancelled, message: 'Stopped before it was begun' });
  const admitted = deps.admission.requireStamp(resource);
  if (admitted.kind === 'notAdmitted')
    return refuse({ reason: reasons.NotAdmitted, message: admitted.message });
  const acceptance = await acceptCapture(resource, admitted.requestedBy, deps, signal);
  if (acceptance.kind === 'refused') return refuse(acceptance);
  if (acceptance.kind === 'waiting') return wait(ref, uid, acceptance, status, deps);
  return { kind: 'run', run: await createRun(ref, acceptance, status, deps) };
}

/** Takes over a run that has its plan: events reach it first, then what the store has of it is taken up. */
export async function adoptRun(ref: ResourceRef, uid: string, deps: BeginDeps): Promise<Run | undefined> {
  const run = await openRun(ref, uid, deps.store);
  if (run === undefined) return undefined;
  deps.runs.add(run);
  try {
    await loadNodes(run, deps.store);
  } catch (error) {
    deps.runs.forget(uid);
    throw error;
  }
  return run;
}

async function createRun(
  ref: ResourceRef,
  { plan, targets }: Extract<Acceptance, { kind: 'accepted' }>,
  status: PowerToolStatus | undefined,
  deps: BeginDeps,
): Promise<Run> {
  const uid = plan.runUid;
  // Before anything can be lost by a deletion.
  await deps.source.setFinalizer(ref, uid, true);
  const kept = await createJson(deps.store, planKey(uid), plan);
  const run = newRun(ref, kept);
  deps.runs.add(run);
  run.conditions = endWaiting(status?.conditions ?? [], nowIso(deps));
  for (const condition of [
    { type: 'Accepted', status: 'True', reason: reasons.Accepted, message: '' } as const,
    { type: 'TargetsResolved', status: 'True', reason: reasons.TargetsResolved, message: targets } as const,
    ...toPolicyConditions(kept),
  ]) {
    run.conditions = withCondition(run.conditions, condition, nowIso(deps));
  }
  deps.events.record({ ...ref, uid }, { type: 'Normal', reason: reasons.Accepted, message: targets });
  tellOfPolicy(kept, deps);
  deps.log.info(toAuditFields(kept), 'Capture accepted');
  return run;
}

async function wait(
  ref: ResourceRef,
  uid: string,
  acceptance: Extract<Acceptance, { kind: 'waiting' }>,
  status: PowerToolStatus | undefined,
  deps: BeginDeps,
): Promise<Begun> {
  const next = toWaitingStatus(acceptance, status, nowIso(deps));
  const { retryAfterMs } = await deps.publisher.publish(ref, uid, next);
  const waitMs = retryAfterMs > 0 ? Math.min(retryAfterMs, acceptance.retryAfterMs) : acceptance.retryAfterMs;
  return { kind: 'waiting', retryAfterMs: waitMs };
}

/** Ends a capture before it has begun; its status says why. */
export async function refuseCapture(
  ref: ResourceRef,
  uid: string,
  refusal: Refusal,
  status: PowerToolStatus | undefined,
  deps: BeginDeps,
): Promise<Begun> {
  const { reason, message, targets } = refusal;
  const next = toRefusedStatus(refusal, targets, status, nowIso(deps));
  const { retryAfterMs } = await deps.publisher.publish(ref, uid, next);
  if (retryAfterMs > 0) return { kind: 'waiting', retryAfterMs };
  deps.publisher.forget(uid);
  deps.events.record({ ...ref, uid }, { type: 'Warning', reason, message });
  deps.log.info({ run: uid, capture: ref, reason, message }, 'Capture refused');
  return { kind: 'refused' };
}
