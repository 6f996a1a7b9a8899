import { reasons } from '../../shared/domain/reasons.ts';
import type { Condition } from '../../shared/kinds/power-tool.ts';
import type { Plan } from '../planning/plan.ts';
import type { StageDeps } from './stage.ts';

/**
 * Tells of an accepted capture that its argument policy does not enforce itself against, once: the audit log and a
 * metric in any case, an event as well where the policy warns. Nothing where the capture is within its policy.
 */
export function tellOfPolicy(
  { runUid, namespace, name, requestedBy, outsidePolicy }: Plan,
  { events, log, metrics }: Pick<StageDeps, 'events' | 'log' | 'metrics'>,
): void {
  if (outsidePolicy === undefined) return;
  const { policy, enforcement, why } = outsidePolicy;
  metrics.countOutsidePolicy(enforcement);
  log.info(
    { who: requestedBy, namespace, name, run: runUid, policy, enforcement, why },
    'Capture was accepted outside its argument policy',
  );
  const message = warningOf(outsidePolicy);
  if (message === undefined) return;
  events.record(
    { namespace, name, uid: runUid },
    { type: 'Warning', reason: reasons.OutsidePolicy, message },
  );
}

/** The condition of a capture that its policy warns of; none where it does not. */
export function toPolicyConditions({
  outsidePolicy,
}: Plan): readonly Omit<Condition, 'lastTransitionTime'>[] {
  const message = outsidePolicy === undefined ? undefined : warningOf(outsidePolicy);
  if (message === undefined) return [];
  return [{ type: 'WithinPolicy', status: 'False', reason: reasons.OutsidePolicy, message }];
}

function warningOf({ policy, enforcement, why }: NonNullable<Plan['outsidePolicy']>): string | undefined {
  if (enforcement !== 'Warn') return undefined;
  return `Policy "${policy}", which only warns, would have refused it: ${why.join('; ')}`;
}
