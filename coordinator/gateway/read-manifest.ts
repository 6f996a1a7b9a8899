import { type ServerWritableStream, status } from '@grpc/grpc-js';
import type { ReadManifestRequest__Output } from '../../shared/rpc/generated/toe/v1/ReadManifestRequest.ts';
import type { ReadManifestResponse } from '../../shared/rpc/generated/toe/v1/ReadManifestResponse.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import { manifestKey } from '../planning/plan.ts';
import { readUid } from './artifacts.ts';
import { toRef } from './captures.ts';
import type { GatewayDeps } from './gateway-deps.ts';
import { sendChunks } from './send-chunks.ts';

/** Streams the manifest of an ended capture. */
export async function readManifest(
  call: ServerWritableStream<ReadManifestRequest__Output, ReadManifestResponse>,
  deps: GatewayDeps,
): Promise<void> {
  const ref = toRef(call.request);
  const bytes = await deps.store.readDocument(manifestKey(await readUid(ref, deps)));
  if (bytes === undefined)
    throw new StatusError(
      status.NOT_FOUND,
      `Cannot read the manifest of capture "${ref.name}": it has none: it is made when the capture ends, and goes with its files`,
    );
  await sendChunks(call, once(bytes), (data) => ({ data }));
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
