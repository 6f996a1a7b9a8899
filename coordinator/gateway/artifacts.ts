import type { Artifact } from '../../shared/domain/artifact.ts';
import { toWireArtifact } from '../../shared/rpc/artifact-messages.ts';
import type { ListArtifactsRequest__Output } from '../../shared/rpc/generated/toe/v1/ListArtifactsRequest.ts';
import type { ListArtifactsResponse } from '../../shared/rpc/generated/toe/v1/ListArtifactsResponse.ts';
import type { StoredArtifact } from '../../shared/rpc/generated/toe/v1/StoredArtifact.ts';
import { workThrough } from '../../shared/runtime/work-through.ts';
import type { StoredObject, UnfinishedUpload } from '../artifacts/artifact-store.ts';
import { type FetchOrder, isOrdered } from '../kept/decide-kept.ts';
import { fetchKey, manifestKey, outcomeKey } from '../planning/plan.ts';
import { readJson } from '../reconcile/load-run.ts';
import type { Manifest } from '../reconcile/manifest.ts';
import type { RecordedOutcome } from '../reconcile/run.ts';
import { metadataOf, type ResourceRef } from '../resources/resource-source.ts';
import { notFound, toRef } from './captures.ts';
import type { GatewayDeps } from './gateway-deps.ts';
import { type KeptEntry, listKept } from './list-kept.ts';

/** Documents of a run are many and small. */
const readsAtOnce = 32;

/**
 * Everything the store has of a capture: files of its nodes and what processors made of them; where asked for, also
 * what still arrives, and what its nodes keep.
 */
export async function listArtifacts(
  request: ListArtifactsRequest__Output,
  deps: GatewayDeps,
): Promise<ListArtifactsResponse> {
  const ref = toRef(request);
  const uid = await readUid(ref, deps);
  const manifest = await readJson<Manifest>(deps.store, manifestKey(uid));
  // Before the store, which a file may reach meanwhile.
  const kept = request.kept && manifest !== undefined ? listKept(manifest, deps) : [];
  const objects = await deps.store.list(`runs/${uid}/`);
  const steps = new Map(manifest?.processed.map(({ key, step }) => [key, step]));
  const ofNodes = objects.filter(({ key }) => !steps.has(key));
  const sealed = await readSealed(uid, ofNodes, deps);
  const artifacts = objects.map((object) => {
    const step = steps.get(object.key);
    return step === undefined ? toStoredArtifact(object, sealed.get(object.key)) : toProcessed(object, step);
  });
  const finished = new Set(objects.map(({ key }) => key));
  if (kept.length > 0) {
    const order = await readJson<FetchOrder>(deps.store, fetchKey(uid));
    const isWanted = isOrdered(order, deps.clock.unixUs());
    artifacts.push(
      ...kept.filter(({ key }) => !finished.has(key)).map((file) => toKeptArtifact(file, isWanted)),
    );
  }
  if (!request.growing) return { artifacts };
  const unfinished = await deps.store.listUnfinished(`runs/${uid}/`);
  const growing = unfinished.filter(({ key }) => !finished.has(key)).map(toGrowing);
  return { artifacts: [...artifacts, ...growing] };
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

function toKeptArtifact(
  { artifact, node, attempt, key, place }: KeptEntry,
  isWanted: boolean,
): StoredArtifact {
  const problem = place.kind === 'gone' ? place.why : '';
  const kept = { connected: place.kind !== 'away', wanted: isWanted, problem };
  return { artifact: toWireArtifact(artifact), node, attempt, key, kept };
}

function toGrowing({ key, fileName, mediaType, durableBytes }: UnfinishedUpload): StoredArtifact {
  const [, , node = '', attempt = '', artifactId = ''] = key.split('/');
  const artifact = { artifactId, fileName, mediaType, sizeBytes: durableBytes };
  return { artifact, node, attempt: Number(attempt), key, growing: true };
}

/** What the outcomes of nodes say of their files, by the files' keys. */
export async function readSealed(
  uid: string,
  objects: readonly StoredObject[],
  deps: Pick<GatewayDeps, 'store'>,
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

/** The uid under which the store has a capture. */
export async function readUid(
  ref: ResourceRef,
  deps: { readonly source: Pick<GatewayDeps['source'], 'readPowerTool'> },
): Promise<string> {
  const stored = await deps.source.readPowerTool(ref);
  if (stored === undefined) throw notFound(ref);
  return metadataOf(stored).uid;
}
