import type { UploadMeta } from '../artifact-store.ts';
import { KeyLocks } from '../key-locks.ts';
import type { ReceivedBytes } from '../part-writer.ts';
import { StoreFailure } from '../store-failure.ts';
import { completeParts, describeUpload, storeWhole } from './assemble-object.ts';
import type { StoredPart } from './bucket.ts';
import type { FoundUpload, WholeObject } from './find-upload.ts';
import type { PartSlot } from './part-slots.ts';
import { ReadableParts } from './readable-parts.ts';
import { SlotHolder } from './slot-holder.ts';
import type { S3StoreDeps } from './store-deps.ts';
import { readTail, type StoredTail, writeTail } from './stored-tail.ts';
import { sumBytes } from './sum-bytes.ts';
import { UploadDigest } from './upload-digest.ts';

/**
 * The bytes of an unfinished upload on their way to the bucket. They are gathered in a slot, hashed as they come, and
 * stored as parts of a multipart upload; what is less than a part when its sender stops is stored as a tail, which the
 * next part replaces. What fits in one part and has come whole is stored as the object at once. After a failure it
 * goes on behind the last part.
 */
export class RelayedUpload implements ReceivedBytes {
  readonly key: string;
  meta: UploadMeta;
  receivedOffset: number;
  durableOffset: number;
  onDurable: (offset: number) => void = () => undefined;
  /** What is known here is not what the bucket has: to be found again. */
  isLost = false;
  #isInDoubt = false;
  /** The bucket may have a tail of it. */
  hasTail: boolean;
  readonly readable: ReadableParts;
  readonly #deps: S3StoreDeps;
  readonly #turns = new KeyLocks();
  #underWay = 0;
  #uploadId: string | undefined;
  #parts: StoredPart[];
  #tail: StoredTail | undefined;
  #object: WholeObject | undefined;
  readonly #holder: SlotHolder;
  #digest: UploadDigest;

  constructor(key: string, found: FoundUpload, deps: S3StoreDeps) {
    const { meta, object, multipart, tail } = found;
    this.key = key;
    this.meta = meta;
    this.#deps = deps;
    this.#holder = new SlotHolder(
      deps.slots,
      () => this.receivedOffset,
      () => this.#saveTail(),
    );
    this.#uploadId = multipart?.uploadId;
    this.#parts = [...(multipart?.parts ?? [])];
    this.#tail = tail;
    this.hasTail = found.hasTail;
    this.#object = object;
    this.durableOffset = object?.sizeBytes ?? this.#partsEnd() + (tail?.sizeBytes ?? 0);
    this.receivedOffset = this.durableOffset;
    this.readable = new ReadableParts(key, found, this.durableOffset, deps);
    const hasParts = this.#parts.length > 0 || object !== undefined;
    this.#digest = new UploadDigest({ hasParts, hasTail: tail !== undefined });
  }

  /** Takes the next bytes; waits for a slot, and for the bucket where a part is full. */
  async take(bytes: Buffer): Promise<void> {
    await this.#serially(async () => {
      let rest = bytes;
      while (rest.length > 0) {
        const slot = await this.#openSlot();
        const next = rest.subarray(0, slot.free);
        slot.append(next);
        this.#digest.update(next);
        this.receivedOffset += next.length;
        rest = rest.subarray(next.length);
        if (slot.free === 0 || this.receivedOffset === this.meta.declaredSizeBytes)
          await this.#storeSlot(slot);
      }
    });
  }

  async sync(): Promise<void> {
    await this.#serially(async () => {
      await this.#storeTail();
      this.#holder.release();
    });
  }

  /**
   * Asks the bucket, after a failure, whether it still has the multipart upload: a server that refuses a part may cut
   * the connection before its answer is read.
   */
  async settleDoubt(): Promise<void> {
    if (!this.#isInDoubt) return;
    const { bucket, layout } = this.#deps;
    if (this.#uploadId !== undefined) {
      const parts = await bucket.listParts(layout.object(this.key), this.#uploadId);
      if (parts === undefined) this.isLost = true;
    }
    this.#isInDoubt = false;
  }

  /** Of all bytes received, hex; undefined where this process has not seen them all. */
  sha256(): string | undefined {
    return this.#object?.sha256 ?? this.#digest.read();
  }

  /** Whether all its bytes are stored as an object that has not the size (0: not known). */
  isWholeOfOther(sizeBytes: number): boolean {
    return this.#object !== undefined && sizeBytes > 0 && this.#object.sizeBytes !== sizeBytes;
  }

  /** Makes one object of everything received. Undefined where the bucket has other parts: begin again. */
  async assemble(): Promise<WholeObject | undefined> {
    return await this.#serially(async () => {
      if (this.#object === undefined && this.#parts.length === 0)
        await this.#storeObject(await this.#openSlot());
      if (this.#object === undefined) {
        if (this.receivedOffset > this.#partsEnd()) await this.#storePart(await this.#openSlot());
        const upload = { uploadId: this.#uploadId ?? '', parts: this.#parts, sha256: this.sha256() };
        this.#object = await completeParts(this.key, upload, this.meta, this.#deps);
        this.#uploadId = undefined;
      }
      this.#holder.release();
      this.isLost = this.#object === undefined;
      return this.#object;
    });
  }

  /** Removes whatever the bucket has of it; the next byte is the first. */
  async restart(): Promise<void> {
    await this.#serially(async () => {
      const { bucket, layout } = this.#deps;
      await bucket.remove(layout.object(this.key));
      await this.#dropMultipart();
      if (this.hasTail) await bucket.remove(layout.tail(this.key));
      await this.readable.restart();
      this.hasTail = false;
      this.#object = undefined;
      this.#parts = [];
      this.#digest = new UploadDigest({ hasParts: false, hasTail: false });
      this.#fallBack();
    });
  }

  #partsEnd(): number {
    return sumBytes(this.#parts);
  }

  async #serially<T>(work: () => Promise<T>): Promise<T> {
    return await this.#turns.run(this.key, async () => {
      this.#underWay += 1;
      try {
        return await work();
      } catch (error) {
        this.#isInDoubt = true;
        this.#fallBack();
        throw error;
      } finally {
        this.#underWay -= 1;
      }
    });
  }

  /** Forgets what no part has: its sender sends it again. */
  #fallBack(): void {
    this.#holder.release();
    this.#tail = undefined;
    this.durableOffset = this.#object?.sizeBytes ?? this.#partsEnd();
    this.receivedOffset = this.durableOffset;
    if (this.#object === undefined) this.#digest.fallBack();
  }

  async #openSlot(): Promise<PartSlot> {
    const { slot, isNew } = await this.#holder.hold();
    if (!isNew || this.#tail === undefined) return slot;
    if (!(await readTail(this.key, this.#tail, slot, this.#deps))) this.#failLost('another changed its tail');
    this.#digest.takeTail(slot.bytes);
    return slot;
  }

  /** Another coordinator was at work on it too. */
  #failLost(why: string): never {
    this.isLost = true;
    throw new StoreFailure('busy', `go on with "${this.key}"`, why);
  }

  #saveTail(): void {
    if (this.#underWay > 0) return;
    this.#serially(() => this.#storeTail()).catch((error: unknown) => {
      this.#deps.log.warn({ err: error, key: this.key }, 'Failed to store the tail of an upload');
    });
  }

  async #storeTail(): Promise<void> {
    const slot = this.#holder.held;
    if (slot === undefined || slot.length === 0) return;
    if (this.#tail?.sizeBytes !== slot.length) {
      this.hasTail = true;
      this.#tail = await writeTail(this.key, this.#partsEnd(), slot, this.#deps);
      this.#note();
    }
    this.#holder.offer();
  }

  #note(): void {
    this.durableOffset = this.receivedOffset;
    this.readable.note(this.#parts.length, this.durableOffset);
    this.onDurable(this.durableOffset);
  }

  async #storeSlot(slot: PartSlot): Promise<void> {
    const isLast = this.receivedOffset === this.meta.declaredSizeBytes;
    if (isLast && this.#parts.length === 0) await this.#storeObject(slot);
    else await this.#storePart(slot);
    if (isLast) this.#holder.release();
    else this.#holder.offer();
  }

  async #storePart(slot: PartSlot): Promise<void> {
    const { bucket, layout, failpoints } = this.#deps;
    const name = layout.object(this.key);
    this.#uploadId ??= await bucket.beginMultipart(name, describeUpload(this.meta));
    await failpoints.reach('store.before-part');
    const number = this.#parts.length + 1;
    await this.readable.storeBefore({ number, grows: this.meta.declaredSizeBytes === 0 }, slot);
    const part = { number, bytes: slot.bytes, sha256: slot.sha256() };
    const stored = await bucket.putPart(name, this.#uploadId, part);
    if (stored === undefined) this.#failLost('its multipart upload is gone');
    await failpoints.reach('store.after-part');
    this.#parts.push(stored);
    this.#digest.notePart();
    this.#tail = undefined;
    slot.clear();
    this.#note();
  }

  async #storeObject(slot: PartSlot): Promise<void> {
    const whole = { bytes: slot.bytes, sha256: slot.sha256() };
    await this.#deps.failpoints.reach('store.before-part');
    this.#object = await storeWhole(this.key, whole, this.meta, this.#deps);
    if (this.#object === undefined) this.#failLost('another stores it');
    await this.#deps.failpoints.reach('store.after-part');
    await this.#dropMultipart();
    this.#tail = undefined;
    this.#note();
  }

  async #dropMultipart(): Promise<void> {
    const { bucket, layout } = this.#deps;
    if (this.#uploadId !== undefined) await bucket.abort(layout.object(this.key), this.#uploadId);
    this.#uploadId = undefined;
  }
}
