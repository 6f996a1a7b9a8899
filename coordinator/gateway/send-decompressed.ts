import { type ServerWritableStream, status } from '@grpc/grpc-js';
import type { ReadArtifactRequest__Output } from '../../shared/rpc/generated/toe/v1/ReadArtifactRequest.ts';
import type { ReadArtifactResponse } from '../../shared/rpc/generated/toe/v1/ReadArtifactResponse.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import { readSealed } from './artifacts.ts';
import { decompressTo } from './decompress-artifact.ts';
import type { GatewayDeps } from './gateway-deps.ts';
import { chunkBytes, drained } from './send-chunks.ts';

/**
 * Streams a file as the tool left it, where it was compressed on its node; false where it was not, or is not there, and
 * nothing was sent.
 */
export async function sendDecompressed(
  call: ServerWritableStream<ReadArtifactRequest__Output, ReadArtifactResponse>,
  { uid, key }: { readonly uid: string; readonly key: string },
  deps: Pick<GatewayDeps, 'store'>,
): Promise<boolean> {
  const object = (await deps.store.list(key)).find((candidate) => candidate.key === key);
  const raw = object === undefined ? undefined : (await readSealed(uid, [object], deps)).get(key)?.raw;
  if (raw === undefined) return false;
  if (call.request.offset > 0 || call.request.limit > 0) {
    const message = `Cannot read a range of the decompressed artifact "${key}": ranges are of the stored bytes`;
    throw new StatusError(status.INVALID_ARGUMENT, message);
  }
  let position = 0;
  const send = async (bytes: Buffer): Promise<boolean> => {
    for (let start = 0; start < bytes.length && !call.cancelled; start += chunkBytes) {
      const data = bytes.subarray(start, start + chunkBytes);
      if (!call.write({ offset: position, data })) await drained(call);
      position += data.length;
    }
    return !call.cancelled;
  };
  await decompressTo(send, deps.store.open(key, 0, 0), raw);
  return true;
}
