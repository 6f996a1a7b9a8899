import { isTemplate, type PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import type { Admission } from '../admission/admission.ts';
import {
  metadataOf,
  type ResourceRef,
  type ResourceSource,
  type StoredPowerTool,
} from '../resources/resource-source.ts';
import {
  type Child,
  type ChildCreated,
  type NewChild,
  type OwnerRef,
  scheduledAtAnnotation,
  type TemplateStore,
  triggeredAtAnnotation,
} from './template-store.ts';

/** Templates and what they own, among the resources. A child is asked for by whoever asked for its template. */
export function makeTemplateStore(source: ResourceSource, admission: Admission): TemplateStore {
  return {
    listTemplates: async () => {
      const all = await source.listPowerTools('');
      return all.flatMap((stored) =>
        stored.kind === 'valid' &&
        !stored.resource.metadata.isBeingDeleted &&
        isTemplate(stored.resource.spec)
          ? [stored.resource]
          : [],
      );
    },
    listChildren: ({ namespace, uid }) => listChildren(source, namespace, uid),
    createChild: (child) => createChild(child, source, admission),
    requestStop: async (ref) => void (await source.requestStop(ref)),
    deleteChild: async (ref) => void (await source.deletePowerTool(ref)),
    writeStatus: (ref: ResourceRef, uid: string, status: PowerToolStatus) =>
      source.writeStatus(ref, uid, status),
  };
}

async function listChildren(
  source: ResourceSource,
  namespace: OwnerRef['namespace'],
  ownerUid: string,
): Promise<readonly Child[]> {
  const all = await source.listPowerTools(namespace);
  return all.filter((stored) => metadataOf(stored).owner?.uid === ownerUid).map(toChild);
}

function toChild(stored: StoredPowerTool): Child {
  const { name, annotations, creationTimestamp, isBeingDeleted } = metadataOf(stored);
  const spec = stored.kind === 'valid' ? stored.resource.spec : undefined;
  const dueMs = Date.parse(annotations[scheduledAtAnnotation] ?? annotations[triggeredAtAnnotation] ?? '');
  const nodes = spec?.targets.nodeNames ?? [];
  return {
    name,
    phase: stored.status?.phase ?? 'Pending',
    isStopRequested: spec?.stop === true || isBeingDeleted,
    dueMs: Number.isNaN(dueMs) ? Date.parse(creationTimestamp) : dueMs,
    completedAt: stored.status?.completedAt,
    node: nodes.length === 1 ? nodes[0] : undefined,
  };
}

async function createChild(
  child: NewChild,
  source: ResourceSource,
  admission: Admission,
): Promise<ChildCreated> {
  const { namespace, name, spec, owner, labels, annotations } = child;
  const template = await source.readPowerTool({ namespace, name: owner.name });
  const admitted =
    template?.kind === 'valid' && template.resource.metadata.uid === owner.uid
      ? admission.requireStamp(template.resource)
      : undefined;
  if (admitted?.kind !== 'admitted') {
    const message = admitted?.message ?? 'its template is gone';
    return { kind: 'invalid', faults: [{ path: 'metadata', message, steps: ['metadata'] }] };
  }
  const stamp = admission.stampFor({ namespace, name, spec, requestedBy: admitted.requestedBy });
  const created = await source.createPowerTool({
    namespace,
    name,
    spec,
    labels,
    annotations: { ...annotations, ...stamp },
    owner,
  });
  if (created.kind !== 'exists') return created.kind === 'created' ? { kind: 'created' } : created;
  const there = await source.readPowerTool({ namespace, name });
  // What the cache has not seen yet was most likely created a moment ago by the one who led before.
  const isOther = there !== undefined && metadataOf(there).owner?.uid !== owner.uid;
  return { kind: isOther ? 'taken' : 'exists' };
}
