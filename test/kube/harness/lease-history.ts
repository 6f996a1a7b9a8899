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

/** Writes of replicas to captures while another one held the Lease. */
export function listUsurpedWrites(
  writes: readonly AuditedWrite[],
  replicas: readonly Pick<Replica, 'token' | 'agentAddress'>[],
): readonly string[] {
  const usurped: string[] = [];
  let holder = '';
  for (const write of writes) {
    if (isOfLease(write)) holder = write.verb === 'delete' ? holder : write.holder;
    const writer = replicas.find(({ token }) => toCredentialId(token) === write.credentialId);
    const isOurs = writer !== undefined && write.resource.startsWith('powertools');
    if (!isOurs || holder === '' || holder.endsWith(`@${writer.agentAddress}`)) continue;
    const at = new Date(write.receivedUnixMs).toISOString();
    usurped.push(
      `${at} ${write.verb} ${write.resource} ${write.name} by ${writer.agentAddress}, not ${holder}`,
    );
  }
  return usurped;
}
