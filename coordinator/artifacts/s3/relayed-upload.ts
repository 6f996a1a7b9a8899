import { createHash, type Hash } from 'node:crypto';
import type { UploadMeta } from '../artifact-store.ts';
import { KeyLocks } from '../key-locks.ts';
import type { ReceivedBytes } from '../part-writer.ts';
import { StoreFailure } from '../store-failure.ts';
import { completeParts, describeUpload, storeWhole, type WholeObject } from './assemble-object.ts';
import type { StoredPart } from './bucket.ts';
import { describeTail, type FoundUpload, type StoredTail } from './find-upload.ts';
import type { PartSlot } from './part-slots.ts';
import { readBytes } from './read-bytes.ts';
import { SlotHolder } from './slot-holder.ts';
import type { S3StoreDeps } from './store-deps.ts';

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
  /** The bucket may have a tail of it. */
  hasTail: boolean;
  readonly #deps: S3StoreDeps;
  readonly #turns = new KeyLocks();
  #underWay = 0;
  #uploadId: string | undefined;
  #parts: StoredPart[];
  #tail: StoredTail | undefined;
  #object: WholeObject | undefined;
  readonly #holder: SlotHolder;
  #seenOffset = -1;
  /** Of all received, and of all parts; undefined where another process received some of them. */
  #hash: Hash | undefined;
  #partsHash: Hash | undefined;

  constructor(key: string, found: FoundUpload, deps: S3StoreDeps) {
    const { meta, object, multipart, tail } = found;
    this.key = key;
    this.meta = meta;
    this.#deps = deps;
    this.#holder = new SlotHolder(deps.slots, (isLong) => this.#look(isLong));
    this.#uploadId = multipart?.uploadId;
    this.#parts = [...(multipart?.parts ?? [])];
    this.#tail = tail;
    this.hasTail = found.hasTail;
    if (object !== undefined) {
      const said = object.metadata['toe-sha256'] ?? '';
      // The server compared it when it took the bytes.
      const sha256 = deps.provesParts && said !== '' ? said : undefined;
      this.#object = { sizeBytes: object.sizeBytes, etag: object.etag, sha256 };
    }
    this.durableOffset = object?.sizeBytes ?? this.#partsEnd() + (tail?.sizeBytes ?? 0);
    this.receivedOffset = this.durableOffset;
    if (this.#parts.length === 0 && object === undefined) this.#partsHash = createHash('sha256');
    if (tail === undefined) this.#hash = this.#partsHash?.copy();
  }

  /** Takes the next bytes; waits for a slot, and for the bucket where a part is full. */
  async take(bytes: Buffer): Promise<void> {
    await this.#serially(async () => {
      let rest = bytes;
      while (rest.length > 0) {
        const slot = await this.#openSlot();
        const next = rest.subarray(0, slot.free);
        slot.append(next);
        this.#hash?.update(next);
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

  /** Of all bytes received, hex; undefined where this process has not seen them all. */
  sha256(): string | undefined {
    return this.#object?.sha256 ?? this.#hash?.copy().digest('hex');
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
      this.hasTail = false;
      this.#object = undefined;
      this.#parts = [];
      this.#partsHash = createHash('sha256');
      this.#fallBack();
    });
  }

  #partsEnd(): number {
    return this.#parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  }

  async #serially<T>(work: () => Promise<T>): Promise<T> {
    return await this.#turns.run(this.key, async () => {
      this.#underWay += 1;
      try {
        return await work();
      } catch (error) {
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
    this.#hash = this.#object === undefined ? this.#partsHash?.copy() : undefined;
  }

  async #openSlot(): Promise<PartSlot> {
    const { slot, isNew } = await this.#holder.hold();
    if (isNew && this.#tail !== undefined) await this.#loadTail(slot, this.#tail);
    return slot;
  }

  async #loadTail(slot: PartSlot, tail: StoredTail): Promise<void> {
    const { bucket, layout } = this.#deps;
    const range = { offset: 0, end: tail.sizeBytes };
    for await (const chunk of readBytes(bucket, layout.tail(this.key), range)) slot.append(chunk);
    if (slot.length !== tail.sizeBytes || slot.sha256() !== tail.sha256) {
      this.isLost = true;
      await bucket.remove(layout.tail(this.key));
      throw new StoreFailure('busy', `go on with "${this.key}"`, 'another coordinator has changed it');
    }
    if (this.#parts.length === 0) this.#hash ??= createHash('sha256').update(slot.bytes);
  }

  /** Stores what is left of a sender that stopped, and of a slow one that keeps others waiting. */
  #look(isLong: boolean): void {
    const hasStopped = this.receivedOffset === this.#seenOffset;
    this.#seenOffset = this.receivedOffset;
    if (this.#underWay > 0 || !(hasStopped || isLong)) return;
    this.#serially(() => this.#storeTail()).catch((error: unknown) => {
      this.#deps.log.warn({ err: error, key: this.key }, 'Failed to store the tail of an upload');
    });
  }

  async #storeTail(): Promise<void> {
    const slot = this.#holder.held;
    if (slot === undefined || slot.length === 0) return;
    const tail = { offset: this.#partsEnd(), sizeBytes: slot.length, sha256: slot.sha256() };
    if (this.#tail?.sizeBytes !== tail.sizeBytes) {
      const facts = {
        mediaType: 'application/octet-stream',
        sha256: tail.sha256,
        metadata: describeTail(tail),
      };
      await this.#deps.bucket.put(this.#deps.layout.tail(this.key), slot.bytes, facts);
      this.#tail = tail;
      this.hasTail = true;
      this.#note();
    }
    this.#holder.offer();
  }

  #note(): void {
    this.durableOffset = this.receivedOffset;
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
    const part = { number: this.#parts.length + 1, bytes: slot.bytes, sha256: slot.sha256() };
    const stored = await bucket.putPart(name, this.#uploadId, part);
    if (stored === undefined) {
      this.isLost = true;
      throw new StoreFailure('busy', `go on with "${this.key}"`, 'its multipart upload is gone');
    }
    await failpoints.reach('store.after-part');
    this.#parts.push(stored);
    this.#partsHash = this.#hash?.copy();
    this.#tail = undefined;
    slot.clear();
    this.#note();
  }

  async #storeObject(slot: PartSlot): Promise<void> {
    const whole = { bytes: slot.bytes, sha256: slot.sha256() };
    await this.#deps.failpoints.reach('store.before-part');
    this.#object = await storeWhole(this.key, whole, this.meta, this.#deps);
    if (this.#object === undefined) {
      this.isLost = true;
      throw new StoreFailure('busy', `store "${this.key}"`, 'another coordinator stores it');
    }
    await this.#deps.failpoints.reach('store.after-part');
    await this.#dropMultipart();
    this.#tail = undefined;
    this.#note();
  }

  async #dropMultipart(): Promise<void> {
    if (this.#uploadId !== undefined)
      await this.#deps.bucket.abort(this.#deps.layout.object(this.key), this.#uploadId);
    this.#uploadId = undefined;
  }
}
