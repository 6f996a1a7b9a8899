import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import { readText } from './api-answer.ts';

/** A pod of the coordinator, as far as it decides which one is called. */
export interface CoordinatorPod {
  readonly name: string;
  /** Takes calls: its condition says so and nobody has asked it to end. */
  readonly isReady: boolean;
  /** What to say of one that is not ready. */
  readonly state: string;
}

/** The pods of a PodList. */
export function toCoordinatorPods(list: unknown): readonly CoordinatorPod[] {
  const items: unknown = readMember(list, 'items');
  return (Array.isArray(items) ? items : []).map((pod: unknown): CoordinatorPod => {
    const [metadata, status] = [readMember(pod, 'metadata'), readMember(pod, 'status')];
    const conditions: unknown = readMember(status, 'conditions');
    const isEnding = readMember(metadata, 'deletionTimestamp') !== undefined;
    const hasCondition = (Array.isArray(conditions) ? conditions : []).some(
      (condition: unknown) =>
        readText(condition, 'type') === 'Ready' && readText(condition, 'status') === 'True',
    );
    return {
      name: readText(metadata, 'name'),
      isReady: hasCondition && !isEnding,
      state: isEnding ? 'ends' : `is ${readText(status, 'phase') || 'Pending'} and not ready`,
    };
  });
}

/**
 * The pod to call: the leader's, whose name the lease holder's first word begins with, else the first that is ready,
 * since every ready coordinator answers. Undefined where none is.
 */
export function choosePod(pods: readonly CoordinatorPod[], leaseHolder: string): string | undefined {
  const ready = pods
    .filter((pod) => pod.isReady)
    .map((pod) => pod.name)
    .toSorted();
  const [holder = ''] = leaseHolder.trim().split(/\s+/);
  const leaders = ready.filter((name) => holder.startsWith(name));
  // Of coordinator-1 and coordinator-12 the longer name is meant.
  return leaders.toSorted((left, right) => right.length - left.length)[0] ?? ready[0];
}
