import { setTimeout as delay } from 'node:timers/promises';
import { showObject } from '../../../shared/kinds/parse-resource-file.ts';
import { backoffMs } from '../../../shared/runtime/backoff.ts';
import type { WriteGuard } from '../resource-source.ts';
import type { SettingRef, SettingStatus } from '../stored-setting.ts';
import type { KubeApi } from './kube-api.ts';
import { type KubeObject, toKubeObject } from './kube-object.ts';
import { resourceOf } from './kube-resource.ts';
import { toStatusPatch } from './to-status-patch.ts';
import type { Written } from './write-power-tool.ts';

const tries = 4;
const backoff = { initialMs: 50, maxMs: 500 };

/**
 * Replaces the status of the config or policy with this uid. After a conflict with somebody else's write the object is
 * read and it is tried again.
 *
 * @param known which version of the object was seen last, where one was.
 */
export async function patchSettingStatus(
  api: KubeApi,
  ref: SettingRef,
  uid: string,
  write: {
    readonly status: SettingStatus;
    readonly known: Pick<KubeObject, 'uid' | 'resourceVersion'> | undefined;
    readonly guard: WriteGuard | undefined;
  },
): Promise<Written> {
  const { status, known, guard } = write;
  const resource = resourceOf(ref.kind);
  const { namespace, name } = ref;
  let version = known?.uid === uid ? known : undefined;
  for (let attempt = 1; ; attempt += 1) {
    version ??= await readVersion(api, ref, uid, guard?.signal);
    if (version === undefined) return { kind: 'gone' };
    const patch = toStatusPatch(version, status);
    const answer = await api.jsonPatch(resource, { namespace, name, subresource: 'status' }, patch, guard);
    if (answer.kind === 'done') {
      const object = toKubeObject(answer.body);
      if (object !== undefined) return { kind: 'written', object };
      throw refuse(ref, 'the API server answered with no object');
    }
    if (answer.code === 404) return { kind: 'gone' };
    if (![409, 422].includes(answer.code) || attempt >= tries) throw refuse(ref, answer.message);
    await delay(backoffMs(backoff, attempt - 1, Math.random()));
    version = undefined;
  }
}

/** Undefined: there is no object of this uid. */
async function readVersion(
  api: KubeApi,
  ref: SettingRef,
  uid: string,
  signal: AbortSignal | undefined,
): Promise<KubeObject | undefined> {
  const answer = await api.read(resourceOf(ref.kind), ref, signal);
  if (answer.kind === 'refused') {
    if (answer.code === 404) return undefined;
    throw refuse(ref, answer.message);
  }
  const object = toKubeObject(answer.body);
  return object?.uid === uid ? object : undefined;
}

function refuse(ref: SettingRef, why: string): Error {
  return new Error(`Cannot write the status of ${showObject(ref)}: ${why}`);
}
