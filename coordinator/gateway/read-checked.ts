import { createHash } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { StatusError } from '../../shared/rpc/status.ts';
import type { ArtifactStore, StoredObject } from '../artifacts/artifact-store.ts';

/**
 * All bytes of an object, compared with its receipt as they go. Throws a StatusError (DATA_LOSS) after the last one
 * where the store gave back others than were verified. Throws an ObjectMissingError.
 */
export async function* readChecked(
  { key, sizeBytes, sha256 }: StoredObject,
  store: Pick<ArtifactStore, 'open'>,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let length = 0;
  for await (const bytes of store.open(key, 0, 0)) {
    hash.update(bytes);
    length += bytes.length;
    if (length > sizeBytes) break;
    yield bytes;
  }
  const found = hash.digest('hex');
  if (length === sizeBytes && found === sha256) return;
  throw new StatusError(
    status.DATA_LOSS,
    `Cannot read artifact "${key}": its bytes in the store are not the ${sizeBytes} bytes with SHA-256 "${sha256}" that were verified: the store is damaged`,
  );
}
