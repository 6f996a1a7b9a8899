import { status } from '@grpc/grpc-js';
import { parseDurationMs } from '../../shared/domain/duration.ts';
import { isTerminal, type PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import type { FetchArtifactsRequest__Output } from '../../shared/rpc/generated/toe/v1/FetchArtifactsRequest.ts';
import type { FetchArtifactsResponse } from '../../shared/rpc/generated/toe/v1/FetchArtifactsResponse.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import type { Person } from '../identity/identity-provider.ts';
import type { FetchOrder } from '../kept/decide-kept.ts';
import { fetchKey, manifestKey } from '../planning/plan.ts';
import { readJson } from '../reconcile/load-run.ts';
import type { Manifest } from '../reconcile/manifest.ts';
import { metadataOf, type ResourceRef } from '../resources/resource-source.ts';
import { notFound, toRef } from './captures.ts';
import type { GatewayDeps } from './gateway-deps.ts';
import { listKept } from './list-kept.ts';

/**
 * Orders the files that a capture keeps on its nodes. The order is in the store before any node is told, so that it
 * outlives this coordinator, and reaches nodes that are away when they are back.
 */
export async function fetchArtifacts(
  request: FetchArtifactsRequest__Output,
  caller: Person,
  deps: GatewayDeps,
): Promise<FetchArtifactsResponse> {
  const ref = toRef(request);
  const stored = await deps.source.readPowerTool(ref);
  if (stored === undefined) throw notFound(ref);
  const fault = findFault(stored.status);
  if (fault !== undefined) throw refuse(ref, fault);
  const { uid } = metadataOf(stored);
  const manifest = await readJson<Manifest>(deps.store, manifestKey(uid));
  if (manifest === undefined) throw refuse(ref, 'the store has nothing of it any more');
  const kept = listKept(manifest, deps).filter(({ place }) => place.kind !== 'gone');
  if (kept.length > 0) {
    const requestedUnixUs = deps.clock.unixUs();
    const deadlineMs = parseDurationMs(manifest.spec.output.uploadDeadline) ?? 0;
    const untilUnixUs = requestedUnixUs + deadlineMs * 1_000;
    const order: FetchOrder = { requestedBy: caller.name, requestedUnixUs, untilUnixUs };
    await deps.store.putDocument(fetchKey(uid), Buffer.from(JSON.stringify(order)));
    deps.kept.look(uid);
  }
  // What is not where it was kept is written down.
  deps.reconciler.onResource(ref);
  return { files: kept.length, sizeBytes: kept.reduce((sum, { artifact }) => sum + artifact.sizeBytes, 0) };
}

/** Why nothing can be fetched, as the end of a sentence. */
function findFault(now: PowerToolStatus | undefined): string | undefined {
  const expired = now?.conditions.find(
    ({ type, status: value }) => type === 'ArtifactsExpired' && value === 'True',
  );
  if (expired !== undefined) return `they have expired: ${expired.message}`;
  if (now === undefined || !isTerminal(now.phase)) return 'it has not ended: wait for its end, or stop it';
  return undefined;
}

function refuse({ name }: ResourceRef, why: string): StatusError {
  return new StatusError(status.FAILED_PRECONDITION, `Cannot fetch the files of capture "${name}": ${why}`);
}
