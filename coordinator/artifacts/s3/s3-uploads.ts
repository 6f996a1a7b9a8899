import type {
  FinishedUpload,
  OpenedUpload,
  UploadMeta,
  UploadStatus,
  UploadWriter,
} from '../artifact-store.ts';
import { KeyLocks } from '../key-locks.ts';
import { PartWriter } from '../part-writer.ts';
import { reserveStepBytes, type Space } from '../space.ts';
import { StoreFailure } from '../store-failure.ts';
import { findUpload } from './find-upload.ts';
import { readFinished } from './finished-objects.ts';
import { proveUpload } from './prove-upload.ts';
import { RelayedUpload } from './relayed-upload.ts';
import { removeUpload } from './remove-objects.ts';
import type { S3StoreDeps } from './store-deps.ts';

/** Uploads that nobody writes to are forgotten after this long; they are found in the bucket again. */
const idleUs = 60_000_000;

interface LoadedUpload {
  readonly bytes: RelayedUpload;
  writer: PartWriter | undefined;
  usedUs: number;
}

/** Unfinished uploads of an S3 store, one at a time for each key. */
export class S3Uploads {
  readonly #deps: S3StoreDeps;
  readonly #space: Space;
  readonly #locks = new KeyLocks();
  readonly #loaded = new Map<string, LoadedUpload>();
  #isClosed = false;

  constructor(deps: S3StoreDeps, space: Space) {
    this.#deps = deps;
    this.#space = space;
  }

  async open(key: string, meta: UploadMeta): Promise<OpenedUpload> {
    this.#deps.layout.object(key);
    await this.#forgetIdle();
    return await this.#locks.run(key, async () => {
      const finished = await readFinished(key, this.#deps);
      if (finished !== undefined) {
        if (finished.meta.owner !== meta.owner) return { kind: 'foreign' };
        // Whoever gave the receipt may have died before it had cleared away.
        await this.#forget(key);
        return { kind: 'finished', receipt: finished.receipt, fileName: finished.meta.fileName };
      }
      const found = await this.#load(key);
      if (found !== undefined && found.bytes.meta.owner !== meta.owner) return { kind: 'foreign' };
      const received = found?.bytes.receivedOffset ?? 0;
      const needed =
        meta.declaredSizeBytes === 0 ? reserveStepBytes : Math.max(0, meta.declaredSizeBytes - received);
      const message = await this.#space.reserve(key, needed);
      if (message !== undefined) return { kind: 'full', message };
      const upload = await this.#begin(key, meta, found);
      return { kind: 'open', committedOffset: upload.bytes.durableOffset };
    });
  }

  async openWriter(
    key: string,
    owner: string,
    onDurable: (offset: number) => void,
  ): Promise<UploadWriter | undefined> {
    return await this.#locks.run(key, async () => {
      const upload = await this.#quiesce(key);
      if (upload === undefined || upload.bytes.meta.owner !== owner) return undefined;
      const writer = new PartWriter(key, upload.bytes, this.#space, upload.bytes.meta.declaredSizeBytes);
      upload.writer = writer;
      upload.bytes.onDurable = onDurable;
      return writer;
    });
  }

  async finish(key: string, owner: string, sizeBytes: number, sha256: string): Promise<FinishedUpload> {
    return await this.#locks.run(key, async () => {
      const finished = await readFinished(key, this.#deps);
      if (finished !== undefined) {
        const { receipt, meta } = finished;
        if (meta.owner !== owner) return { kind: 'unknown' };
        if (receipt.sha256 !== sha256) return { kind: 'exists', sha256: receipt.sha256 };
        return { kind: 'verified', receipt, fileName: meta.fileName };
      }
      const upload = await this.#quiesce(key, sizeBytes);
      if (upload === undefined || upload.bytes.meta.owner !== owner) return { kind: 'unknown' };
      const proof = await proveUpload(upload.bytes, { sizeBytes, sha256 }, this.#deps);
      if (proof.kind === 'verified' || proof.kind === 'exists') await this.#forget(key);
      return proof;
    });
  }

  async readStatus(key: string, owner: string): Promise<UploadStatus> {
    return await this.#locks.run(key, async () => {
      const finished = await readFinished(key, this.#deps);
      if (finished !== undefined)
        return finished.meta.owner === owner
          ? { kind: 'finished', receipt: finished.receipt, fileName: finished.meta.fileName }
          : { kind: 'unknown' };
      const upload = await this.#load(key);
      if (upload === undefined || upload.bytes.meta.owner !== owner) return { kind: 'unknown' };
      return { kind: 'open', committedOffset: upload.bytes.durableOffset };
    });
  }

  /** An upload that this process is at work on; undefined of any other. */
  peek(key: string): Pick<RelayedUpload, 'durableOffset' | 'readable'> | undefined {
    return this.#loaded.get(key)?.bytes;
  }

  /** Makes durable what was taken of an upload, and knows nothing of it: another way goes on with it. */
  async letGo(key: string): Promise<void> {
    await this.#locks.run(key, () => this.#unload(key));
  }

  /** The receipt stands, whoever gave it. */
  async forget(key: string): Promise<void> {
    await this.#locks.run(key, () => this.#forget(key));
  }

  /** Ends the uploads at and below a key; the caller removes what the bucket has of them. */
  async drop(prefix: string): Promise<void> {
    for (const key of this.#loaded.keys())
      if (key === prefix || key.startsWith(`${prefix}/`))
        await this.#locks.run(key, async () => {
          await this.#unload(key);
          this.#space.release(key);
        });
  }

  /** Makes durable what was taken; what is still asked of it is refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#loaded.keys().map((key) => this.#locks.run(key, () => this.#unload(key))));
  }

  /** The upload without a writer; undefined where there is none. */
  async #quiesce(key: string, sizeBytes?: number): Promise<LoadedUpload | undefined> {
    const upload = await this.#load(key, sizeBytes);
    if (upload?.writer === undefined) return upload;
    await upload.writer.supersede();
    upload.writer = undefined;
    return await this.#load(key, sizeBytes);
  }

  async #load(key: string, sizeBytes?: number): Promise<LoadedUpload | undefined> {
    const known = this.#loaded.get(key);
    await known?.bytes.settleDoubt();
    if (known !== undefined && !known.bytes.isLost) {
      known.usedUs = this.#deps.clock.monotonicUs();
      return known;
    }
    if (known !== undefined) await this.#unload(key);
    const found = await findUpload(key, this.#deps, sizeBytes);
    return found === undefined ? undefined : this.#keep(new RelayedUpload(key, found, this.#deps));
  }

  async #begin(key: string, meta: UploadMeta, found: LoadedUpload | undefined): Promise<LoadedUpload> {
    const isKnown = found !== undefined && found.bytes.meta.declaredSizeBytes === meta.declaredSizeBytes;
    if (!isKnown) {
      const bytes = Buffer.from(`${JSON.stringify(meta)}\n`);
      await this.#deps.bucket.put(this.#deps.layout.upload(key), bytes, { mediaType: 'application/json' });
    }
    if (found === undefined) {
      const nothing = { object: undefined, multipart: undefined, tail: undefined, hasTail: false, pieces: 0 };
      return this.#keep(new RelayedUpload(key, { meta, ...nothing }, this.#deps));
    }
    found.bytes.meta = meta;
    // All its bytes came under another size: they can never be finished.
    if (found.bytes.isWholeOfOther(meta.declaredSizeBytes)) await found.bytes.restart();
    return found;
  }

  #keep(bytes: RelayedUpload): LoadedUpload {
    if (this.#isClosed) {
      const why = 'the store is closed: ask the next leader';
      throw new StoreFailure('unavailable', `go on with upload "${bytes.key}"`, why);
    }
    const upload = { bytes, writer: undefined, usedUs: this.#deps.clock.monotonicUs() };
    this.#loaded.set(bytes.key, upload);
    return upload;
  }

  async #unload(key: string): Promise<void> {
    const upload = this.#loaded.get(key);
    this.#loaded.delete(key);
    await upload?.writer?.supersede();
    await upload?.bytes.sync().catch(() => undefined);
  }

  /** The receipt stands: what is left of the upload is of no more use, and is swept where this fails. */
  async #forget(key: string): Promise<void> {
    const { hasTail = true, readable: { hasPieces = true } = {} } = this.#loaded.get(key)?.bytes ?? {};
    this.#loaded.delete(key);
    this.#space.release(key);
    await removeUpload(key, { hasTail, hasPieces }, this.#deps).catch((error: unknown) => {
      this.#deps.log.warn({ err: error, key }, 'Failed to remove what was left of an upload');
    });
  }

  async #forgetIdle(): Promise<void> {
    const now = this.#deps.clock.monotonicUs();
    for (const [key, upload] of this.#loaded) {
      if (upload.writer !== undefined && !upload.writer.isClosed) continue;
      if (now - upload.usedUs < idleUs) continue;
      await this.#locks.run(key, async () => {
        if (this.#loaded.get(key) === upload) await this.#unload(key);
      });
      this.#space.release(key);
    }
  }
}
