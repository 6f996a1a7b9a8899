import { plainMetadata, type Resource } from '../../../shared/kinds/kinds.ts';
import type { PowerToolArgumentPolicySpec } from '../../../shared/kinds/power-tool-argument-policy.ts';
import type { PowerToolConfigSpec } from '../../../shared/kinds/power-tool-config.ts';
import type { PowerToolProcessingSpec } from '../../../shared/kinds/power-tool-processing.ts';
import { systemNamespace } from '../../../shared/kinds/validate-metadata.ts';
import { isPowerToolStatus } from '../is-power-tool-status.ts';
import type { Found, StoredPowerTool } from '../resource-source.ts';
import type { StoredSetting } from '../stored-setting.ts';
import type { FolderState } from './folder-state.ts';
import type { StatusRecord } from './identify-objects.ts';
import { readOwner } from './owner-annotation.ts';

/** Each reads one object by its key from memory; undefined where there is none of that Kind. */
export function findPowerTool(state: FolderState, key: string): StoredPowerTool | undefined {
  const [written, record] = findObject(state, key);
  if (written?.kind !== 'PowerTool' || record === undefined) return undefined;
  const status = isPowerToolStatus(record.status) ? record.status : undefined;
  return { kind: 'valid', resource: toResource(written, record), status };
}

export function findConfig(state: FolderState, key: string): Found<PowerToolConfigSpec> | undefined {
  const [written, record] = findObject(state, key);
  return written?.kind === 'PowerToolConfig' && record !== undefined ? toFound(written, record) : undefined;
}

export function findPolicy(state: FolderState, key: string): Found<PowerToolArgumentPolicySpec> | undefined {
  const [written, record] = findObject(state, key);
  return written?.kind === 'PowerToolArgumentPolicy' && record !== undefined
    ? toFound(written, record)
    : undefined;
}

export function findProcessing(state: FolderState, key: string): Found<PowerToolProcessingSpec> | undefined {
  const [written, record] = findObject(state, key);
  return written?.kind === 'PowerToolProcessing' && record !== undefined
    ? toFound(written, record)
    : undefined;
}

/** A config or policy of the namespace where those are honoured. */
export function findSetting(state: FolderState, key: string): StoredSetting | undefined {
  const [written, record] = findObject(state, key);
  if (record?.namespace !== systemNamespace || written === undefined) return undefined;
  const hasFaults = state.decided.faults.has(record.file);
  const remark = hasFaults
    ? 'its file has faults now, see status/faults.yaml: what it said before holds'
    : '';
  const stored = { status: record.status, remark };
  if (written.kind === 'PowerToolConfig') {
    const read = toFound(written, record);
    return { kind: written.kind, metadata: read.resource.metadata, read, ...stored };
  }
  if (written.kind !== 'PowerToolArgumentPolicy') return undefined;
  const read = toFound(written, record);
  return { kind: written.kind, metadata: read.resource.metadata, read, ...stored };
}

/** All of a Kind, by namespace and name. */
export function listObjects<Result>(
  state: FolderState,
  find: (state: FolderState, key: string) => Result | undefined,
): readonly Result[] {
  return [...state.decided.objects.keys()].toSorted().flatMap((key) => {
    const found = find(state, key);
    return found === undefined ? [] : [found];
  });
}

function findObject(state: FolderState, key: string) {
  return [state.decided.objects.get(key)?.resource, state.records.get(key)] as const;
}

type Written<Spec> = Pick<Resource<Spec>, 'kind' | 'spec'>;

function toFound<Spec>(written: Written<Spec>, record: StatusRecord): Found<Spec> {
  return { kind: 'found', resource: toResource(written, record), digest: record.specDigest };
}

function toResource<Spec>({ kind, spec }: Written<Spec>, record: StatusRecord): Resource<Spec> {
  const { namespace, name, uid, generation, creationTimestamp, labels, annotations } = record;
  const identity = { namespace, name, uid, generation, creationTimestamp };
  const owner = readOwner(annotations);
  return { kind, metadata: { ...plainMetadata, ...identity, labels, annotations, owner }, spec };
}
