import type { LeaseRecord } from './lease-store.ts';

/** The record of a term that begins. */
export function toFirstRecord(
  holder: string,
  epoch: number,
  leaseSeconds: number,
  unixUs: number,
): LeaseRecord {
  const now = toMicroTime(unixUs);
  return { holder, durationSeconds: leaseSeconds, acquireTime: now, renewTime: now, transitions: epoch };
}

export function toRenewed(record: LeaseRecord, unixUs: number): LeaseRecord {
  return { ...record, renewTime: toMicroTime(unixUs) };
}

/** Nobody's; the epoch stays, so that the next term's is above it. A Lease may not last less than a second. */
export function toReleased(record: LeaseRecord, unixUs: number): LeaseRecord {
  return { ...toRenewed(record, unixUs), holder: '', durationSeconds: 1 };
}

/** RFC 3339 with exactly six digits of a second, as the API server reads a MicroTime. */
function toMicroTime(unixUs: number): string {
  const micros = String(Math.floor(unixUs) % 1_000).padStart(3, '0');
  return new Date(unixUs / 1_000).toISOString().replace('Z', `${micros}Z`);
}
