import { status } from '@grpc/grpc-js';
import type { SignPartsRequest__Output } from '../../shared/rpc/generated/toe/v1/SignPartsRequest.ts';
import type { SignPartsResponse } from '../../shared/rpc/generated/toe/v1/SignPartsResponse.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import type { IncomingCall } from '../identity/identity-provider.ts';
import type { ArtifactStore } from './artifact-store.ts';
import { type IdentifyNode, readUploadSubject } from './upload-id.ts';

/** Gives the node that an upload belongs to the URLs of its next parts; statuses as artifact.proto says. */
export async function signParts(
  call: IncomingCall,
  request: SignPartsRequest__Output,
  deps: { readonly store: ArtifactStore; readonly identify: IdentifyNode },
): Promise<SignPartsResponse> {
  const { key, commandId } = await readUploadSubject(request.uploadId, call, deps.identify);
  const parts = request.parts.map(({ number, sizeBytes, sha256 }) => {
    return { number, sizeBytes, sha256: sha256.toString('hex') };
  });
  const signed = await deps.store.signParts(key, commandId, parts);
  switch (signed.kind) {
    case 'signed':
      return { urls: [...signed.urls], validSeconds: signed.validSeconds };
    case 'closed':
      throw new StatusError(
        status.FAILED_PRECONDITION,
        'Cannot let parts be stored: the upload is not direct, or not there any more: open it again',
      );
    case 'invalid':
      throw new StatusError(status.INVALID_ARGUMENT, `Cannot let parts be stored: ${signed.message}`);
    case 'full':
      throw new StatusError(status.RESOURCE_EXHAUSTED, `Cannot let parts be stored: ${signed.message}`);
    default:
      return signed satisfies never;
  }
}
