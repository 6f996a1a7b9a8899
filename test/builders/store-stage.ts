import { createHash } from 'node:crypto';
import type { ArtifactStore, UploadMeta } from '../../coordinator/artifacts/artifact-store.ts';
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

export interface ReopenOptions {
  readonly failpoints?: Failpoints;
  /** Bytes that the store has room for. */
  readonly room?: 'plenty' | 'none';
}

/** A real store that can be closed and opened again, and looked into from outside. */
export abstract class StoreStage<
  Store extends ArtifactStore & AsyncDisposable = ArtifactStore & AsyncDisposable,
> implements AsyncDisposable
{
  #store: Store | undefined;

  get store(): Store {
    if (this.#store === undefined) throw new Error('Cannot use the store: it is closed');
    return this.#store;
  }

  async close(): Promise<void> {
    await this.#store?.[Symbol.asyncDispose]();
    this.#store = undefined;
  }

  async reopen({ failpoints = noFailpoints, room = 'plenty' }: ReopenOptions = {}): Promise<void> {
    await this.close();
    this.#store = await this.openStore(failpoints, room);
  }

  /** Writes bytes at an offset of an open upload and makes them durable. */
  async send(bytes: Buffer, at = 0, to: string = key): Promise<void> {
    const writer = await this.store.openWriter(to, owner, () => undefined);
    const appended = await writer?.append(at, Buffer.from(bytes));
    if (appended?.kind !== 'taken') throw new Error(`Cannot send: ${appended?.kind}`);
    await writer?.close();
  }

  /** A whole upload with its receipt. */
  async upload(bytes: Buffer, to: string = key, declaredSizeBytes = 0): Promise<void> {
    await this.store.openUpload(to, { ...meta, declaredSizeBytes });
    await this.send(bytes, 0, to);
    const finished = await this.store.finishUpload(to, owner, bytes.length, sha256(bytes));
    if (finished.kind !== 'verified') throw new Error(`Cannot finish: ${finished.kind}`);
  }

  /** A folder, or a configuration in JSON: what another process opens the store by. */
  abstract readonly where: string;
  /** The file in which the store, or the server behind it, keeps an object or a document. */
  abstract pathOf(key: string): string;
  /** What there is of unfinished uploads. */
  abstract listUnfinished(): Promise<readonly string[]>;
  abstract [Symbol.asyncDispose](): Promise<void>;
  protected abstract openStore(failpoints: Failpoints, room: 'plenty' | 'none'): Promise<Store>;

  /** Lets go of the store as a process does that is killed. */
  protected dropStore(): void {
    this.#store = undefined;
  }
}
