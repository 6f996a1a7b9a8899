import { type AuditedWrite, toCredentialId } from './audit-log.ts';
import type { Replica } from './cluster-fleet.ts';
import { home } from './cluster-objects.ts';

/** When the Lease was taken for the last time, by the API server's clock. */
export function findTaking(writes: readonly AuditedWrite[]): number {
  const leases = writes.filter((write) => isOfLease(write) && write.holder !== '');
  const last = leases.at(-1);
  return leases.find(({ epoch }) => epoch === last?.epoch)?.receivedUnixMs ?? Number.NaN;
}

/** There are others, of the API server itself. */
function isOfLease({ resource, namespace }: AuditedWrite): boolean {
  return resource === 'leases' && namespace === home;
}

/**
 * Writes of replicas to captures while another one held the Lease. A status that was on its way when the Lease was taken
 * may still come, as long as the new holder has not written the object: it tests the version, so it undoes nothing.
 */
export function listUsurpedWrites(
  writes: readonly AuditedWrite[],
  replicas: readonly Pick<Replica, 'token' | 'agentAddress'>[],
): readonly string[] {
  const usurped: string[] = [];
  let holder = '';
  let written = new Set<string>();
  for (const write of writes) {
    if (isOfLease(write) && write.verb !== 'delete') {
      if (write.holder !== holder) written = new Set();
      holder = write.holder;
    }
    const writer = replicas.find(({ token }) => toCredentialId(token) === write.credentialId);
    const isOurs = writer !== undefined && write.resource.startsWith('powertools');
    if (!isOurs || holder === '') continue;
    if (holder.endsWith(`@${writer.agentAddress}`)) {
      written.add(write.name);
      continue;
    }
    if (write.resource === 'powertools/status' && !written.has(write.name)) continue;
    const at = new Date(write.receivedUnixMs).toISOString();
    usurped.push(
      `${at} ${write.verb} ${write.resource} ${write.name} by ${writer.agentAddress}, not ${holder}`,
    );
  }
  return usurped;
}
