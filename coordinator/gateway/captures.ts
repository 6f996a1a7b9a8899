import { randomBytes } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import type { Capture } from '../../shared/rpc/generated/toe/v1/Capture.ts';
import type { CreateCaptureRequest__Output } from '../../shared/rpc/generated/toe/v1/CreateCaptureRequest.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import { fromStruct } from '../../shared/rpc/struct.ts';
import type { Person } from '../identity/identity-provider.ts';
import { metadataOf, type ResourceRef } from '../resources/resource-source.ts';
import type { GatewayDeps } from './gateway-deps.ts';
import { toCapture } from './to-capture.ts';

const namePattern = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

export function toRef(request: { readonly namespace: string; readonly name: string }): ResourceRef {
  return { namespace: request.namespace || 'default', name: request.name };
}

/** The capture as it is now; throws NOT_FOUND. */
export async function readCapture(ref: ResourceRef, deps: GatewayDeps): Promise<Capture> {
  const stored = await deps.source.readPowerTool(ref);
  if (stored === undefined) throw notFound(ref);
  const run = deps.reconciler.findRun(metadataOf(stored).uid);
  const live = run === undefined ? undefined : { run, judged: deps.reconciler.judge(run) };
  return toCapture(stored, live, deps);
}

export async function createCapture(
  request: CreateCaptureRequest__Output,
  caller: Person,
  deps: GatewayDeps,
): Promise<Capture> {
  const spec = fromStruct(request.spec);
  const name = request.name || generateName(request.generateName || `${toolOf(spec)}-`);
  const ref = toRef({ namespace: request.namespace, name });
  if (!namePattern.test(ref.name) || !namePattern.test(ref.namespace)) {
    throw new StatusError(
      status.INVALID_ARGUMENT,
      `Cannot create capture "${ref.name}" in namespace "${ref.namespace}": names are lower-case letters, digits and dashes, at most 63`,
    );
  }
  const annotations = deps.admission.stampFor({ ...ref, spec, requestedBy: caller.name });
  const created = await deps.source.createPowerTool({ ...ref, spec, annotations });
  if (created.kind === 'invalid') {
    const faults = created.faults.map((fault) => `${fault.path}: ${fault.message}`).join('; ');
    throw new StatusError(status.INVALID_ARGUMENT, `Cannot create capture "${name}": ${faults}`);
  }
  if (created.kind === 'exists') {
    throw new StatusError(
      status.ALREADY_EXISTS,
      `Cannot create capture "${name}": there is one of that name`,
    );
  }
  deps.log.info({ caller: caller.name, capture: ref, reason: spec.reason }, 'Capture created');
  deps.reconciler.onResource(ref);
  return readCapture(ref, deps);
}

export async function stopCapture(ref: ResourceRef, caller: Person, deps: GatewayDeps): Promise<Capture> {
  const requested = await editable('stop', ref, () => deps.source.requestStop(ref));
  if (requested === 'gone') throw notFound(ref);
  deps.log.info({ caller: caller.name, capture: ref }, 'Capture stop requested');
  deps.reconciler.onResource(ref);
  return readCapture(ref, deps);
}

export async function deleteCapture(ref: ResourceRef, caller: Person, deps: GatewayDeps): Promise<void> {
  const deleted = await editable('delete', ref, () => deps.source.deletePowerTool(ref));
  if (deleted === 'gone') throw notFound(ref);
  deps.log.info({ caller: caller.name, capture: ref }, 'Capture deleted');
  deps.reconciler.onResource(ref);
}

/** An object that cannot be edited where it stands, as a file with faults, is the caller's to mend. */
async function editable<Result>(
  verb: string,
  ref: ResourceRef,
  edit: () => Promise<Result>,
): Promise<Result> {
  try {
    return await edit();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const details = `Cannot ${verb} capture "${ref.name}": ${why}`;
    throw new StatusError(status.FAILED_PRECONDITION, details, { cause: error });
  }
}

export function notFound(ref: ResourceRef): StatusError {
  return new StatusError(
    status.NOT_FOUND,
    `Cannot find capture "${ref.name}" in namespace "${ref.namespace}": list them with: toe get`,
  );
}

function generateName(prefix: string): string {
  return `${prefix.slice(0, 57)}${randomBytes(3).toString('hex')}`;
}

function toolOf(spec: ReturnType<typeof fromStruct>): string {
  const tool = spec.tool;
  const name = tool !== null && typeof tool === 'object' && 'name' in tool ? tool.name : undefined;
  return typeof name === 'string' && namePattern.test(name) ? name : 'capture';
}
