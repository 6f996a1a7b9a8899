import { isTemplate, type PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import type { Admission } from '../admission/admission.ts';
import type { ResourceRef, ResourceSource } from '../resources/resource-source.ts';
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
  return all.flatMap((stored): readonly Child[] => {
    if (stored.kind !== 'valid' || stored.resource.metadata.owner?.uid !== ownerUid) return [];
    const { metadata, spec } = stored.resource;
    const due = metadata.annotations[scheduledAtAnnotation] ?? metadata.annotations[triggeredAtAnnotation];
    const dueMs = Date.parse(due ?? '');
    return [
      {
        name: metadata.name,
        phase: stored.status?.phase ?? 'Pending',
        isStopRequested: spec.stop || metadata.isBeingDeleted,
        dueMs: Number.isNaN(dueMs) ? Date.parse(metadata.creationTimestamp) : dueMs,
        completedAt: stored.status?.completedAt,
        node: spec.targets.nodeNames?.length === 1 ? spec.targets.nodeNames[0] : undefined,
      },
    ];
  });
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
  const owned = there?.kind === 'valid' ? there.resource.metadata.owner?.uid : undefined;
  // What the cache has not seen yet was most likely created a moment ago by the one who led before.
  return { kind: there === undefined || owned === owner.uid ? 'exists' : 'taken' };
}
