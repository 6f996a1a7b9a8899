import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UploadMeta } from '../../coordinator/artifacts/artifact-store.ts';
import { type DiskStore, openDiskStore } from '../../coordinator/artifacts/disk-store.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { type Failpoints, noFailpoints } from '../../shared/runtime/failpoint.ts';

export const key = 'runs/r1/node-1/1/perf';
export const owner = 'r1.n1.1';
export const meta: UploadMeta = {
  owner,
  artifactId: 'perf',
  fileName: 'perf.data',
  mediaType: 'application/octet-stream',
  declaredSizeBytes: 0,
};

/** Lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A disk store in a folder of its own, which can be closed and opened again. */
export class StoreFolder implements AsyncDisposable {
  readonly root: string;
  #store: DiskStore | undefined;

  private constructor(root: string) {
    this.root = root;
  }

  static async make(): Promise<StoreFolder> {
    const folder = new StoreFolder(await mkdtemp(join(tmpdir(), 'toe-store-')));
    await folder.reopen();
    return folder;
  }

  get store(): DiskStore {
    if (this.#store === undefined) throw new Error('Cannot use the store: it is closed');
    return this.#store;
  }

  async close(): Promise<void> {
    await this.#store?.[Symbol.asyncDispose]();
    this.#store = undefined;
  }

  async reopen(failpoints: Failpoints = noFailpoints, floorBytes = 0): Promise<void> {
    await this.close();
    this.#store = await openDiskStore({ root: this.root, floorBytes, clock: systemClock, failpoints });
  }

  /** Writes bytes at an offset of an open upload and makes them durable. */
  async send(bytes: Buffer, at = 0, to: string = key): Promise<void> {
    const writer = await this.store.openWriter(to, owner, () => undefined);
    const appended = await writer?.append(at, bytes);
    if (appended?.kind !== 'taken') throw new Error(`Cannot send: ${appended?.kind}`);
    await writer?.close();
  }

  /** A whole upload with its receipt. */
  async upload(bytes: Buffer, to: string = key): Promise<void> {
    await this.store.openUpload(to, meta);
    await this.send(bytes, 0, to);
    const finished = await this.store.finishUpload(to, owner, bytes.length, sha256(bytes));
    if (finished.kind !== 'verified') throw new Error(`Cannot finish: ${finished.kind}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    await rm(this.root, { recursive: true });
  }
}
