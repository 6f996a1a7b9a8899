import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import type { LeaseRecord, LeaseStore, StoredLease } from '../../leadership/lease-store.ts';
import { readText } from '../read-fields.ts';
import type { ResourceRef } from '../resource-source.ts';
import type { KubeAnswer } from './kube-answer.ts';
import type { KubeApi } from './kube-api.ts';

const leases = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases' };

/** A Lease of the API server. What stands in it beside the record, as labels, stays. */
export class KubeLeaseStore implements LeaseStore {
  readonly #api: KubeApi;
  readonly #ref: ResourceRef;

  constructor(api: KubeApi, ref: ResourceRef) {
    this.#api = api;
    this.#ref = ref;
  }

  async read(signal: AbortSignal): Promise<StoredLease | undefined> {
    const answer = await this.#api.read(leases, this.#ref, signal);
    return answer.kind === 'refused' && answer.code === 404 ? undefined : this.#toStored('read', answer);
  }

  async create(record: LeaseRecord, signal: AbortSignal): Promise<StoredLease | 'conflict'> {
    const { namespace, name } = this.#ref;
    const body = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { namespace, name },
      spec: toSpec(record),
    };
    const answer = await this.#api.create(leases, namespace, body, { signal });
    const isConflict = answer.kind === 'refused' && answer.code === 409;
    return isConflict ? 'conflict' : this.#toStored('create', answer);
  }

  async replace(
    { object }: StoredLease,
    record: LeaseRecord,
    signal: AbortSignal,
  ): Promise<StoredLease | 'conflict'> {
    const body = {
      ...toMembers(object),
      spec: { ...toMembers(readMember(object, 'spec')), ...toSpec(record) },
    };
    const answer = await this.#api.replace(leases, this.#ref, body, { signal });
    const isConflict = answer.kind === 'refused' && (answer.code === 409 || answer.code === 404);
    return isConflict ? 'conflict' : this.#toStored('write', answer);
  }

  #toStored(verb: string, answer: KubeAnswer): StoredLease {
    if (answer.kind === 'refused') {
      const { namespace, name } = this.#ref;
      throw new Error(`Cannot ${verb} Lease "${namespace}/${name}": ${answer.message}`);
    }
    const object = answer.body;
    const uid = readText(readMember(object, 'metadata'), 'uid');
    return { record: toRecord(readMember(object, 'spec')), uid, object };
  }
}

function toSpec(record: LeaseRecord): object {
  return {
    holderIdentity: record.holder,
    leaseDurationSeconds: record.durationSeconds,
    acquireTime: record.acquireTime,
    renewTime: record.renewTime,
    leaseTransitions: record.transitions,
  };
}

function toRecord(spec: unknown): LeaseRecord {
  return {
    holder: readText(spec, 'holderIdentity'),
    durationSeconds: readNumber(spec, 'leaseDurationSeconds'),
    acquireTime: readText(spec, 'acquireTime'),
    renewTime: readText(spec, 'renewTime'),
    transitions: readNumber(spec, 'leaseTransitions'),
  };
}

function readNumber(spec: unknown, field: string): number {
  const value = readMember(spec, field);
  return typeof value === 'number' ? value : 0;
}

function toMembers(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
