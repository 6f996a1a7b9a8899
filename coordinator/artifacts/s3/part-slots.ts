import { createHash, type Hash } from 'node:crypto';

/** Room for one part that is being received. */
export class PartSlot {
  readonly #room: Buffer;
  #hash: Hash = createHash('sha256');
  length = 0;
  /** Set while the slot can be had back at once; gives it back before it returns. */
  yieldNow: (() => void) | undefined;

  constructor(bytes: number) {
    this.#room = Buffer.allocUnsafeSlow(bytes);
  }

  get bytes(): Buffer {
    return this.#room.subarray(0, this.length);
  }

  get free(): number {
    return this.#room.length - this.length;
  }

  append(bytes: Buffer): void {
    bytes.copy(this.#room, this.length);
    this.#hash.update(bytes);
    this.length += bytes.length;
  }

  /** Of what is in it, hex. */
  sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  clear(): void {
    this.length = 0;
    this.#hash = createHash('sha256');
    this.yieldNow = undefined;
  }
}

/**
 * The memory of all uploads together: so many parts at once. Who comes when all are taken waits, in the order of
 * coming, and meanwhile takes nothing from its sender.
 */
export class PartSlots {
  readonly #most: number;
  readonly #slotBytes: number;
  readonly #free: PartSlot[] = [];
  readonly #taken = new Set<PartSlot>();
  readonly #waiting: ((slot: PartSlot) => void)[] = [];

  constructor(most: number, slotBytes: number) {
    this.#most = most;
    this.#slotBytes = slotBytes;
  }

  /** Whether somebody waits for one. */
  get isWanted(): boolean {
    return this.#waiting.length > 0;
  }

  async acquire(): Promise<PartSlot> {
    const found = this.#find();
    if (found !== undefined) {
      this.#taken.add(found);
      return found;
    }
    return await new Promise<PartSlot>((resolve) => this.#waiting.push(resolve));
  }

  release(slot: PartSlot): void {
    slot.clear();
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next(slot);
      return;
    }
    this.#taken.delete(slot);
    this.#free.push(slot);
  }

  #find(): PartSlot | undefined {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#taken.size < this.#most) return new PartSlot(this.#slotBytes);
    for (const slot of this.#taken) {
      if (slot.yieldNow === undefined) continue;
      slot.yieldNow();
      return this.#free.pop();
    }
    return undefined;
  }
}
