import { type Reason, reasons } from '../../shared/domain/reasons.ts';

/** Why a signal stops a run: its reason where that is of the form `{ reason, message }`. */
export function readStopReason(stop: AbortSignal): { readonly reason: Reason; readonly message: string } {
  const why: unknown = stop.reason;
  if (typeof why === 'object' && why !== null && 'reason' in why && 'message' in why) {
    const reason = Object.values(reasons).find((known) => known === why.reason);
    if (reason !== undefined) return { reason, message: String(why.message) };
  }
  return { reason: reasons.StopRequested, message: 'The run was stopped' };
}
