import type { FinishedUpload } from '../artifact-store.ts';
import { readDigest } from './assemble-object.ts';
import { publish } from './finished-objects.ts';
import type { RelayedUpload } from './relayed-upload.ts';
import type { S3StoreDeps } from './store-deps.ts';

interface SizeAndDigest {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/**
 * Proves size and digest, first of what this process has seen, then of what the bucket has, and gives the receipt. Of
 * `verified` and `exists` nothing is left to be done.
 */
export async function proveUpload(
  bytes: RelayedUpload,
  { sizeBytes, sha256 }: SizeAndDigest,
  deps: S3StoreDeps,
): Promise<FinishedUpload> {
  const { key, meta } = bytes;
  await deps.failpoints.reach('store.before-sync');
  await bytes.sync();
  const { durableOffset } = bytes;
  if (durableOffset < sizeBytes) return { kind: 'incomplete', committedOffset: durableOffset };
  const known = bytes.sha256() ?? sha256;
  if (durableOffset > sizeBytes || known !== sha256)
    return await restart(bytes, { sizeBytes: durableOffset, sha256: known }, { sizeBytes, sha256 });
  await deps.failpoints.reach('store.before-rename');
  const object = await bytes.assemble();
  const found = object === undefined ? undefined : await readDigest(key, object, deps);
  if (object === undefined || found === undefined) {
    bytes.isLost = true;
    return { kind: 'incomplete', committedOffset: 0 };
  }
  if (object.sizeBytes !== sizeBytes || found !== sha256)
    return await restart(bytes, { sizeBytes: object.sizeBytes, sha256: found }, { sizeBytes, sha256 });
  const { receipt } = await publish(key, { sizeBytes, sha256, etag: object.etag }, meta, deps);
  if (receipt.sha256 !== sha256) return { kind: 'exists', sha256: receipt.sha256 };
  return { kind: 'verified', receipt, fileName: meta.fileName };
}

async function restart(
  bytes: RelayedUpload,
  found: SizeAndDigest,
  wanted: SizeAndDigest,
): Promise<FinishedUpload> {
  await bytes.restart();
  const message = `${found.sizeBytes} bytes with digest "${found.sha256}" are not the ${wanted.sizeBytes} bytes with digest "${wanted.sha256}"`;
  return { kind: 'mismatch', message };
}
