import { rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { replaceFile, syncDirectory } from '../../shared/runtime/durable-files.ts';
import type {
  FinishedUpload,
  OpenedUpload,
  UploadMeta,
  UploadStatus,
  UploadWriter,
} from './artifact-store.ts';
import { KeyLocks } from './key-locks.ts';
import { PartThread } from './part-thread.ts';
import { PartWriter } from './part-writer.ts';
import { type PublishDeps, publishObject, readDurable } from './publish-object.ts';
import { readMeta } from './sidecar.ts';
import { reserveStepBytes, type Space } from './space.ts';
import type { ThreadPart } from './thread-part.ts';
import { orMissing } from './write-all.ts';

/** Parts that nobody writes to are closed after this long; they are found on the disk again. */
const idleUs = 60_000_000;

interface LoadedPart {
  readonly file: ThreadPart;
  readonly meta: UploadMeta;
  writer: PartWriter | undefined;
  usedUs: number;
}

/** Unfinished uploads of a disk store, one at a time for each key. */
export class DiskUploads {
  readonly #deps: PublishDeps;
  readonly #space: Space;
  readonly #locks = new KeyLocks();
  readonly #thread = new PartThread();
  readonly #loaded = new Map<string, LoadedPart>();
  #isClosed = false;

  constructor(deps: PublishDeps, space: Space) {
    this.#deps = deps;
    this.#space = space;
  }

  async open(key: string, meta: UploadMeta): Promise<OpenedUpload> {
    await this.#closeIdle();
    return await this.#locks.run(key, async () => {
      const finished = await readDurable(key, this.#deps.layout);
      if (finished !== undefined) {
        if (finished.meta.owner !== meta.owner) return { kind: 'foreign' };
        await this.#forget(key);
        return { kind: 'finished', receipt: finished.receipt, fileName: finished.meta.fileName };
      }
      const found = await this.#load(key);
      if (found !== undefined && found.meta.owner !== meta.owner) return { kind: 'foreign' };
      const received = found?.file.receivedOffset ?? 0;
      const needed =
        meta.declaredSizeBytes === 0 ? reserveStepBytes : Math.max(0, meta.declaredSizeBytes - received);
      const message = await this.#space.reserve(key, needed);
      if (message !== undefined) return { kind: 'full', message };
      const part = await this.#begin(key, meta, found);
      return { kind: 'open', committedOffset: part.file.durableOffset };
    });
  }

  async openWriter(
    key: string,
    owner: string,
    onDurable: (offset: number) => void,
  ): Promise<UploadWriter | undefined> {
    return await this.#locks.run(key, async () => {
      const part = await this.#quiesce(key);
      if (part === undefined || part.meta.owner !== owner) return undefined;
      const writer = new PartWriter(key, part.file, this.#space, part.meta.declaredSizeBytes);
      part.writer = writer;
      part.file.onDurable = onDurable;
      return writer;
    });
  }

  async finish(key: string, owner: string, sizeBytes: number, sha256: string): Promise<FinishedUpload> {
    return await this.#locks.run(key, async () => {
      const finished = await readDurable(key, this.#deps.layout);
      if (finished !== undefined) {
        const { receipt } = finished;
        if (finished.meta.owner !== owner) return { kind: 'unknown' };
        if (receipt.sha256 !== sha256) return { kind: 'exists', sha256: receipt.sha256 };
        return { kind: 'verified', receipt, fileName: finished.meta.fileName };
      }
      const part = await this.#quiesce(key);
      if (part === undefined || part.meta.owner !== owner) return { kind: 'unknown' };
      await this.#deps.failpoints.reach('store.before-sync');
      await part.file.sync();
      const { durableOffset } = part.file;
      if (durableOffset < sizeBytes) return { kind: 'incomplete', committedOffset: durableOffset };
      const found = await part.file.sha256();
      const kept = (await orMissing(stat(part.file.paths.bytes)))?.size ?? 0;
      if (durableOffset > sizeBytes || found !== sha256 || kept !== durableOffset) {
        await this.#restart(key, part);
        const message =
          kept === durableOffset
            ? `${durableOffset} bytes with digest "${found}" are not the ${sizeBytes} bytes with digest "${sha256}"`
            : `somebody changed the store: of ${durableOffset} bytes it has ${kept}`;
        return { kind: 'mismatch', message };
      }
      const proven = { path: part.file.paths.bytes, sizeBytes, sha256 };
      const receipt = await publishObject(key, proven, part.meta, this.#deps);
      await this.#forget(key);
      return { kind: 'verified', receipt, fileName: part.meta.fileName };
    });
  }

  async readStatus(key: string, owner: string): Promise<UploadStatus> {
    return await this.#locks.run(key, async () => {
      const finished = await readDurable(key, this.#deps.layout);
      if (finished !== undefined)
        return finished.meta.owner === owner
          ? { kind: 'finished', receipt: finished.receipt, fileName: finished.meta.fileName }
          : { kind: 'unknown' };
      const part = await this.#load(key);
      if (part === undefined || part.meta.owner !== owner) return { kind: 'unknown' };
      return { kind: 'open', committedOffset: part.file.durableOffset };
    });
  }

  /** Of an upload in memory; undefined of any other. */
  durableBytes(key: string): number | undefined {
    return this.#loaded.get(key)?.file.durableOffset;
  }

  /** Ends an upload and removes what there is of it. */
  async discard(key: string): Promise<void> {
    await this.#locks.run(key, () => this.#forget(key));
  }

  /** Ends the uploads at and below a key and lets go of their files; the caller removes them. */
  async drop(prefix: string): Promise<void> {
    for (const key of this.#loaded.keys())
      if (key === prefix || key.startsWith(`${prefix}/`))
        await this.#locks.run(key, async () => {
          await this.#unload(key);
          this.#space.release(key);
        });
  }

  /** The same, unless somebody is at work on it: false then. */
  async discardIdle(key: string): Promise<boolean> {
    return await this.#locks.run(key, async () => {
      const writer = this.#loaded.get(key)?.writer;
      if (writer !== undefined && !writer.isClosed) return false;
      await this.#forget(key);
      return true;
    });
  }

  /** Makes durable what was taken and closes every file; what is still asked of it is refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const key of this.#loaded.keys()) await this.#locks.run(key, () => this.#unload(key));
    await this.#thread.close();
  }

  /** The part without a writer, on a sound file; undefined where there is none. */
  async #quiesce(key: string): Promise<LoadedPart | undefined> {
    const part = await this.#load(key);
    if (part?.writer === undefined) return part;
    await part.writer.supersede();
    part.writer = undefined;
    return await this.#load(key);
  }

  /** From memory or from the disk; after a failure of the disk the file is opened again or begun again. */
  async #load(key: string): Promise<LoadedPart | undefined> {
    const { layout, clock } = this.#deps;
    const known = this.#loaded.get(key);
    if (known !== undefined && known.file.failure === undefined) {
      known.usedUs = clock.monotonicUs();
      return known;
    }
    if (known !== undefined) {
      this.#loaded.delete(key);
      if (known.file.failure?.isLost === true) await known.file.discard();
      else await known.file.close();
    }
    const paths = layout.part(key);
    const meta = await readMeta(paths.meta);
    if (meta === undefined) return undefined;
    return await this.#keep(key, meta);
  }

  async #begin(key: string, meta: UploadMeta, found: LoadedPart | undefined): Promise<LoadedPart> {
    if (found?.meta.declaredSizeBytes === meta.declaredSizeBytes) return found;
    const paths = this.#deps.layout.part(key);
    if (found === undefined) for (const path of [paths.offset, paths.bytes]) await rm(path, { force: true });
    await replaceFile(paths.meta, JSON.stringify(meta), {
      temporaryIn: this.#deps.layout.temporary,
    });
    if (found === undefined) return await this.#keep(key, meta);
    const changed = { ...found, meta };
    this.#loaded.set(key, changed);
    return changed;
  }

  async #keep(key: string, meta: UploadMeta): Promise<LoadedPart> {
    const paths = this.#deps.layout.part(key);
    const file = this.#isClosed ? undefined : await this.#thread.open(paths);
    if (file === undefined || this.#isClosed) {
      await file?.close();
      throw new Error(`Cannot go on with upload "${key}": the store is closed: ask the next leader`);
    }
    await syncDirectory(dirname(paths.bytes));
    const part = { file, meta, writer: undefined, usedUs: this.#deps.clock.monotonicUs() };
    this.#loaded.set(key, part);
    return part;
  }

  async #restart(key: string, part: LoadedPart): Promise<void> {
    this.#loaded.delete(key);
    await part.file.discard();
    await this.#keep(key, part.meta);
  }

  async #unload(key: string): Promise<void> {
    const part = this.#loaded.get(key);
    this.#loaded.delete(key);
    await part?.writer?.supersede();
    await part?.file.close();
  }

  async #forget(key: string): Promise<void> {
    await this.#unload(key);
    this.#space.release(key);
    for (const path of Object.values(this.#deps.layout.part(key))) await rm(path, { force: true });
  }

  async #closeIdle(): Promise<void> {
    const now = this.#deps.clock.monotonicUs();
    for (const [key, part] of this.#loaded) {
      if (part.writer !== undefined && !part.writer.isClosed) continue;
      if (now - part.usedUs < idleUs) continue;
      await this.#locks.run(key, async () => {
        if (this.#loaded.get(key) === part) await this.#unload(key);
      });
      this.#space.release(key);
    }
  }
}
