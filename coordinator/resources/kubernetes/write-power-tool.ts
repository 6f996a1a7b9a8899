import { setTimeout as delay } from 'node:timers/promises';
import { apiVersion } from '../../../shared/kinds/kinds.ts';
import { showObject } from '../../../shared/kinds/parse-resource-file.ts';
import type { PowerToolStatus } from '../../../shared/kinds/power-tool.ts';
import { type Fault, makeFault } from '../../../shared/kinds/validate-fault.ts';
import { validateMetadata } from '../../../shared/kinds/validate-metadata.ts';
import { validateSpec } from '../../../shared/kinds/validate-spec.ts';
import { type BackoffRule, backoffMs } from '../../../shared/runtime/backoff.ts';
import { keepsEnd } from '../keeps-end.ts';
import type { CreatePowerTool, ResourceRef, WriteGuard } from '../resource-source.ts';
import type { KubeAnswer } from './kube-answer.ts';
import type { KubeApi } from './kube-api.ts';
import { type KubeObject, toKubeObject } from './kube-object.ts';
import { resourceOf } from './kube-resource.ts';
import { toFinalizerPatch } from './to-finalizer-patch.ts';
import { toStatus } from './to-resource.ts';
import { toStatusPatch } from './to-status-patch.ts';

const powerTools = resourceOf('PowerTool');
const conflictTries = 4;
const conflictBackoff: BackoffRule = { initialMs: 50, maxMs: 500 };
const maxSpecBytes = 1024 * 1024;

/** Which version of an object was seen, and its status then. */
export interface KnownVersion extends Pick<KubeObject, 'uid' | 'resourceVersion'> {
  readonly status: PowerToolStatus | undefined;
  /** As the API server gave it; undefined where it was seen without it. */
  readonly object?: KubeObject;
}

export type Written = { readonly kind: 'written'; readonly object: KubeObject } | { readonly kind: 'gone' };

export type CreatedObject =
  | { readonly kind: 'created'; readonly object: KubeObject }
  | { readonly kind: 'exists' }
  | { readonly kind: 'invalid'; readonly faults: readonly Fault[] };

/**
 * Replaces the status of the object with this uid, unless it has ended in another way. After a conflict with somebody
 * else's write the object is read and it is tried again.
 *
 * @param known the object with its status as they were last seen, where they were.
 */
export async function patchStatus(
  api: KubeApi,
  ref: ResourceRef,
  uid: string,
  write: {
    readonly status: PowerToolStatus;
    readonly known: KnownVersion | undefined;
    readonly guard: WriteGuard | undefined;
  },
): Promise<Written | { readonly kind: 'ended'; readonly object: KubeObject | undefined }> {
  const { status, known, guard } = write;
  let version = known?.uid === uid ? known : undefined;
  for (let attempt = 0; ; attempt += 1) {
    version ??= await readVersion(api, ref, uid, guard?.signal);
    if (version === undefined) return { kind: 'gone' };
    if (!keepsEnd(version.status, status)) return { kind: 'ended', object: version.object };
    const patch = toStatusPatch(version, status);
    const answer = await api.jsonPatch(powerTools, { ...ref, subresource: 'status' }, patch, guard);
    // A conflict, another object, or a status that the schema refuses: only the object can tell.
    const isUnclear = answer.kind === 'refused' && [409, 422].includes(answer.code);
    if (!isUnclear || attempt + 1 >= conflictTries) return toWritten(answer, 'write the status of', ref);
    await pauseAfterConflict(attempt);
    const before = version.resourceVersion;
    version = await readVersion(api, ref, uid, guard?.signal);
    if (answer.code === 422 && version?.resourceVersion === before)
      return toWritten(answer, 'write the status of', ref);
  }
}

/** Undefined: there is no object of this uid. */
async function readVersion(
  api: KubeApi,
  ref: ResourceRef,
  uid: string,
  signal: AbortSignal | undefined,
): Promise<KnownVersion | undefined> {
  const found = await readPowerTool(api, ref, uid, signal);
  if (found.kind === 'gone') return undefined;
  const { object } = found;
  return { uid, resourceVersion: object.resourceVersion, status: toStatus(object), object };
}

/**
 * Puts our finalizer on the object with this uid, or takes it away. Somebody else's finalizers stay, also those that
 * come and go meanwhile.
 */
export async function writeFinalizer(
  api: KubeApi,
  ref: ResourceRef,
  uid: string,
  isWanted: boolean,
  guard?: WriteGuard,
): Promise<Written> {
  for (let attempt = 0; ; attempt += 1) {
    const found = await readPowerTool(api, ref, uid, guard?.signal);
    if (found.kind === 'gone') return found;
    const patch = toFinalizerPatch(found.object, isWanted);
    if (patch === 'unchanged') return found;
    if (patch === 'too late') return { kind: 'gone' };
    const answer = await api.jsonPatch(powerTools, ref, patch, guard);
    const isConflict = answer.kind === 'refused' && [409, 422].includes(answer.code);
    if (!isConflict || attempt + 1 >= conflictTries) return toWritten(answer, 'write a finalizer of', ref);
    await pauseAfterConflict(attempt);
  }
}

async function readPowerTool(
  api: KubeApi,
  ref: ResourceRef,
  uid: string,
  signal: AbortSignal | undefined,
): Promise<Written> {
  const found = toWritten(await api.read(powerTools, ref, signal), 'read', ref);
  return found.kind === 'written' && found.object.uid !== uid ? { kind: 'gone' } : found;
}

async function pauseAfterConflict(attempt: number): Promise<void> {
  await delay(backoffMs(conflictBackoff, attempt, Math.random()));
}

export async function patchStop(api: KubeApi, ref: ResourceRef, guard?: WriteGuard): Promise<Written> {
  return toWritten(await api.mergePatch(powerTools, ref, { spec: { stop: true } }, guard), 'stop', ref);
}

export async function removePowerTool(
  api: KubeApi,
  ref: ResourceRef,
  uid: string | undefined,
  guard?: WriteGuard,
): Promise<'deleted' | 'gone'> {
  const answer = await api.remove(powerTools, ref, uid, guard);
  if (answer.kind === 'done') return 'deleted';
  if (answer.code === 404 || (uid !== undefined && answer.code === 409)) return 'gone';
  throw refuse('delete', ref, answer.message);
}

/** Creates it as given, after checking it here, where the faults are worded for people, and there. */
export async function postPowerTool(
  api: KubeApi,
  input: CreatePowerTool,
  guard?: WriteGuard,
): Promise<CreatedObject> {
  const { namespace, name, spec, labels = {}, annotations = {}, owner } = input;
  const faults = listFaults(input);
  if (faults.length > 0) return { kind: 'invalid', faults };
  const controlling = { apiVersion, kind: 'PowerTool', controller: true, blockOwnerDeletion: true };
  const ownerReferences = owner === undefined ? [] : [{ ...controlling, name: owner.name, uid: owner.uid }];
  const metadata = { namespace, name, labels, annotations, ownerReferences };
  const body = { apiVersion, kind: 'PowerTool', metadata, spec };
  const answer = await api.create(powerTools, namespace, body, guard);
  if (answer.kind === 'done') {
    const object = toKubeObject(answer.body);
    if (object !== undefined) return { kind: 'created', object };
    throw refuse('create', input, 'the API server answered with no object');
  }
  switch (answer.code) {
    case 409:
      return { kind: 'exists' };
    case 404:
      return { kind: 'invalid', faults: [makeFault(['metadata', 'namespace'], answer.message)] };
    case 400:
    case 413:
    case 422:
      return { kind: 'invalid', faults: toFaults(answer) };
    default:
      throw refuse('create', input, answer.message);
  }
}

function listFaults({ namespace, name, spec, labels, annotations }: CreatePowerTool): readonly Fault[] {
  const metadata = validateMetadata('PowerTool', { namespace, name, labels, annotations });
  const validated = validateSpec('PowerTool', spec);
  const faults = [
    ...(metadata.kind === 'invalid' ? metadata.faults : []),
    ...(validated.kind === 'invalid' ? validated.faults : []),
  ];
  if (faults.length > 0 || Buffer.byteLength(JSON.stringify(spec)) <= maxSpecBytes) return faults;
  return [makeFault(['spec'], 'is too large: choose nodes by label rather than by name, 1 MiB is the limit')];
}

function toFaults({ causes, message }: Extract<KubeAnswer, { readonly kind: 'refused' }>): readonly Fault[] {
  if (causes.length === 0) return [makeFault([], message)];
  return causes.map(({ field, message: why }) => {
    const steps = field
      .split(/[.[\]]/)
      .filter((step) => step !== '')
      .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    return makeFault(steps, why);
  });
}

function toWritten(answer: KubeAnswer, verb: string, ref: ResourceRef): Written {
  if (answer.kind === 'refused') {
    if (answer.code === 404) return { kind: 'gone' };
    throw refuse(verb, ref, answer.message);
  }
  const object = toKubeObject(answer.body);
  if (object === undefined) throw refuse(verb, ref, 'the API server answered with no object');
  return { kind: 'written', object };
}

function refuse(verb: string, { namespace, name }: ResourceRef, why: string): Error {
  return new Error(`Cannot ${verb} ${showObject({ kind: 'PowerTool', namespace, name })}: ${why}`);
}
