import { clipText } from '../../shared/domain/clip-text.ts';
import { type Reason, reasons } from '../../shared/domain/reasons.ts';
import { emptyStatus } from '../../shared/kinds/empty-status.ts';
import type { Condition, PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import { maxMessageLength } from './conditions.ts';

/** Why a capture is not accepted; for any other reason it was, but nothing can be done. */
const unaccepted: ReadonlySet<string> = new Set<Reason>([
  reasons.Invalid,
  reasons.UnknownTool,
  reasons.NotAdmitted,
]);

/** The status of a capture that ends before it has a plan: invalid, without targets, or stopped at once. */
export function toRefusedStatus(reason: string, why: string, nowIso: string): PowerToolStatus {
  const message = clipText(why, maxMessageLength);
  const lastTransitionTime = nowIso;
  const accepted: Condition = unaccepted.has(reason)
    ? { type: 'Accepted', status: 'False', reason, message, lastTransitionTime }
    : { type: 'Accepted', status: 'True', reason: reasons.Accepted, message: '', lastTransitionTime };
  return {
    ...emptyStatus,
    phase: reason === reasons.Cancelled ? 'Cancelled' : 'Failed',
    conditions: [accepted, { type: 'Complete', status: 'True', reason, message, lastTransitionTime }],
    completedAt: nowIso,
  };
}

/** The status of a capture that is valid, but not begun: it waits for its instant or for nodes. */
export function toWaitingStatus(reason: string, why: string, nowIso: string): PowerToolStatus {
  const message = clipText(why, maxMessageLength);
  const lastTransitionTime = nowIso;
  return {
    ...emptyStatus,
    phase: reason === reasons.WaitingForStart ? 'Scheduled' : 'Pending',
    conditions: [
      { type: 'Accepted', status: 'True', reason: reasons.Accepted, message: '', lastTransitionTime },
      { type: 'Waiting', status: 'True', reason, message, lastTransitionTime },
    ],
  };
}
