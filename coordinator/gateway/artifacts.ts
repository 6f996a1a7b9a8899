import { type ServerWritableStream, status } from '@grpc/grpc-js';
import type { Artifact } from '../../shared/domain/artifact.ts';
import { toWireArtifact } from '../../shared/rpc/artifact-messages.ts';
import type { ListArtifactsResponse } from '../../shared/rpc/generated/toe/v1/ListArtifactsResponse.ts';
import type { ReadArtifactRequest__Output } from '../../shared/rpc/generated/toe/v1/ReadArtifactRequest.ts';
import type { ReadArtifactResponse } from '../../shared/rpc/generated/toe/v1/ReadArtifactResponse.ts';
import type { StoredArtifact } from '../../shared/rpc/generated/toe/v1/StoredArtifact.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import { workThrough } from '../../shared/runtime/work-through.ts';
import { ObjectMissingError, type StoredObject } from '../artifacts/artifact-store.ts';
import { isKey } from '../artifacts/check-key.ts';
import { manifestKey, outcomeKey } from '../planning/plan.ts';
import { readJson } from '../reconcile/load-run.ts';
import type { Manifest } from '../reconcile/manifest.ts';
import type { RecordedOutcome } from '../reconcile/run.ts';
import { metadataOf, type ResourceRef } from '../resources/resource-source.ts';
import { notFound, toRef } from './captures.ts';
import { decompressTo } from './decompress-artifact.ts';
import type { GatewayDeps } from './gateway-deps.ts';

const chunkBytes = 256 * 1024;
/** Documents of a run are many and small. */
const readsAtOnce = 32;

/** Everything the store has of a capture: files of its nodes and what processors made of them. */
export async function listArtifacts(ref: ResourceRef, deps: GatewayDeps): Promise<ListArtifactsResponse> {
  const uid = await readUid(ref, deps);
  const objects = await deps.store.list(`runs/${uid}/`);
  const manifest = await readJson<Manifest>(deps.store, manifestKey(uid));
  const steps = new Map(manifest?.processed.map(({ key, step }) => [key, step]));
  const ofNodes = objects.filter(({ key }) => !steps.has(key));
  const sealed = await readSealed(uid, ofNodes, deps);
  const artifacts = objects.map((object) => {
    const step = steps.get(object.key);
    return step === undefined ? toStoredArtifact(object, sealed.get(object.key)) : toProcessed(object, step);
  });
  return { artifacts };
}

/** Streams an artifact from an offset, no faster than the reader takes it. */
export async function readArtifact(
  call: ServerWritableStream<ReadArtifactRequest__Output, ReadArtifactResponse>,
  deps: GatewayDeps,
): Promise<void> {
  const { key, offset, limit } = call.request;
  const ref = toRef(call.request);
  const uid = await readUid(ref, deps);
  const missing = new StatusError(
    status.NOT_FOUND,
    `Cannot read artifact "${key}": capture "${ref.name}" has none of that key`,
  );
  if (!key.startsWith(`runs/${uid}/`) || !isKey(key)) throw missing;
  const object = (await deps.store.list(key)).find((candidate) => candidate.key === key);
  if (object === undefined) throw missing;
  if (!Number.isSafeInteger(offset) || offset > object.sizeBytes) {
    const message = `Cannot read artifact "${key}" from offset ${offset}: it has ${object.sizeBytes} bytes`;
    throw new StatusError(status.OUT_OF_RANGE, message);
  }
  const raw = call.request.decompress ? (await readSealed(uid, [object], deps)).get(key)?.raw : undefined;
  if (raw !== undefined && (offset > 0 || limit > 0)) {
    const message = `Cannot read a range of the decompressed artifact "${key}": ranges are of the stored bytes`;
    throw new StatusError(status.INVALID_ARGUMENT, message);
  }
  let position = offset;
  const send = async (bytes: Buffer): Promise<boolean> => {
    for (let start = 0; start < bytes.length && !call.cancelled; start += chunkBytes) {
      const data = bytes.subarray(start, start + chunkBytes);
      if (!call.write({ offset: position, data })) await drained(call);
      position += data.length;
    }
    return !call.cancelled;
  };
  try {
    const stored = deps.store.open(key, offset, limit);
    if (raw !== undefined) await decompressTo(send, stored, raw);
    else for await (const bytes of stored) if (!(await send(bytes))) return;
  } catch (error) {
    if (error instanceof ObjectMissingError) throw missing;
    throw error;
  }
}

function toProcessed(object: StoredObject, processor: string): StoredArtifact {
  const { key, fileName, mediaType, sizeBytes, sha256 } = object;
  const artifactId = key.split('/').at(-1) ?? '';
  const artifact = {
    artifactId,
    fileName,
    mediaType,
    sizeBytes,
    sha256,
    complete: true,
    required: false,
    output: '',
    problem: '',
  };
  return { artifact, node: '', attempt: 0, key, processor, verified: true };
}

function toStoredArtifact(object: StoredObject, sealed: Artifact | undefined): StoredArtifact {
  const [, , node = '', attempt = '', artifactId = ''] = object.key.split('/');
  const { key, fileName, mediaType, sizeBytes, sha256 } = object;
  const base = { artifactId, fileName, sizeBytes, sha256 };
  const known = sealed === undefined ? {} : toWireArtifact(sealed);
  const artifact = { complete: false, required: false, output: '', problem: '', ...known };
  return {
    artifact: { mediaType, ...artifact, ...base },
    node,
    attempt: Number(attempt),
    key,
    processor: '',
    verified: true,
  };
}

/** What the outcomes of nodes say of their files, by the files' keys. */
async function readSealed(
  uid: string,
  objects: readonly StoredObject[],
  deps: GatewayDeps,
): Promise<ReadonlyMap<string, Artifact>> {
  const sealed = new Map<string, Artifact>();
  const attempts = new Set(objects.map(({ key }) => key.slice(0, key.lastIndexOf('/'))));
  await workThrough(attempts, readsAtOnce, async (folder) => {
    const [, , node = '', attempt = ''] = folder.split('/');
    const recorded = await readJson<RecordedOutcome>(deps.store, outcomeKey(uid, node, Number(attempt)));
    for (const artifact of recorded?.outcome.artifacts ?? [])
      sealed.set(`${folder}/${artifact.artifactId}`, artifact);
  });
  return sealed;
}

async function readUid(ref: ResourceRef, deps: GatewayDeps): Promise<string> {
  const stored = await deps.source.readPowerTool(ref);
  if (stored === undefined) throw notFound(ref);
  return metadataOf(stored).uid;
}

async function drained(
  call: ServerWritableStream<ReadArtifactRequest__Output, ReadArtifactResponse>,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      call.off('drain', done);
      call.off('close', done);
      call.off('cancelled', done);
      resolve();
    };
    call.on('drain', done);
    call.on('close', done);
    call.on('cancelled', done);
  });
}
