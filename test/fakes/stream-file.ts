import { type ServerWritableStream, status } from '@grpc/grpc-js';
import type { ReadArtifactRequest__Output } from '../../shared/rpc/generated/toe/v1/ReadArtifactRequest.ts';
import type { ReadArtifactResponse } from '../../shared/rpc/generated/toe/v1/ReadArtifactResponse.ts';

/** Answers ReadArtifact with bytes, a KiB at a time, as long as it is not told to break off or to hang. */
export function streamFile(
  call: ServerWritableStream<ReadArtifactRequest__Output, ReadArtifactResponse>,
  bytes: Buffer,
  faults: { readonly isBroken: (sent: number) => boolean; readonly hangsAt: number },
): void {
  let sent = 0;
  for (let { offset } = call.request; offset < bytes.length; ) {
    if (faults.isBroken(sent)) {
      call.emit('error', { code: status.UNAVAILABLE, details: 'broken on purpose' });
      return;
    }
    if (sent >= faults.hangsAt) return;
    const data = bytes.subarray(offset, offset + 1024);
    call.write({ offset, data });
    offset += data.length;
    sent += data.length;
  }
  call.end();
}
