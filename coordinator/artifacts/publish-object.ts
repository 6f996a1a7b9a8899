import { rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Receipt } from '../../shared/domain/artifact.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { makeDirectory, replaceFile, syncDirectory } from '../../shared/runtime/durable-files.ts';
import type { Failpoints } from '../../shared/runtime/failpoint.ts';
import type { UploadMeta } from './artifact-store.ts';
import { encodeSidecar, readSidecar, type Sidecar } from './sidecar.ts';
import type { StoreLayout } from './store-layout.ts';
import { orMissing } from './write-all.ts';

/** What publishing an object needs. */
export interface PublishDeps {
  readonly layout: StoreLayout;
  readonly clock: Clock;
  readonly failpoints: Failpoints;
}

/** Bytes that are durable in a file of the store's file system, and proven. */
export interface ProvenFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/**
 * Gives proven bytes their final name: sidecar durable, rename, directory durable, receipt. Killed anywhere in
 * between, either the old name and no object is found, or the whole object with its sidecar.
 */
export async function publishObject(
  key: string,
  file: ProvenFile,
  meta: UploadMeta,
  deps: PublishDeps,
): Promise<Receipt> {
  const { layout, clock, failpoints } = deps;
  const receipt: Receipt = {
    artifactId: meta.artifactId,
    key,
    sizeBytes: file.sizeBytes,
    sha256: file.sha256,
    verifiedUnixUs: clock.unixUs(),
  };
  const target = layout.object(key);
  await makeDirectory(dirname(target));
  await replaceFile(layout.sidecar(key), encodeSidecar({ meta, receipt }), {
    temporaryIn: layout.temporary,
  });
  await failpoints.reach('store.before-rename');
  await rename(file.path, target);
  await failpoints.reach('store.after-rename');
  await syncDirectory(dirname(target));
  await failpoints.reach('store.before-receipt');
  return receipt;
}

/** The sidecar of a finished object; undefined where the object or the sidecar is not there. */
export async function readFinished(key: string, layout: StoreLayout): Promise<Sidecar | undefined> {
  const sidecar = await readSidecar(layout.sidecar(key));
  if (sidecar === undefined) return undefined;
  const found = await orMissing(stat(layout.object(key)));
  return found?.isFile() === true && found.size === sidecar.receipt.sizeBytes ? sidecar : undefined;
}

/** The same, certain to survive a power cut: the one who renamed it may have died before the sync. */
export async function readDurable(key: string, layout: StoreLayout): Promise<Sidecar | undefined> {
  const sidecar = await readFinished(key, layout);
  if (sidecar !== undefined) await syncDirectory(dirname(layout.object(key)));
  return sidecar;
}
