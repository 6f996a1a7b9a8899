import type { PartSlot, PartSlots } from './part-slots.ts';

/** How often a slot's holder looks whether its sender has stopped, and how long a slow one may keep it from others. */
const lookMs = 500;
const turnMs = 5_000;

/** The slot of one upload: had when bytes come, and given back when others want it and nothing is lost with it. */
export class SlotHolder {
  readonly #slots: PartSlots;
  readonly #countReceived: () => number;
  readonly #onIdle: () => void;
  #slot: PartSlot | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looks = 0;
  #seenBytes = -1;

  /**
   * `onIdle` is called while the slot is held and `countReceived` has stood still for a while, or has gone on for so
   * long that others have waited enough.
   */
  constructor(slots: PartSlots, countReceived: () => number, onIdle: () => void) {
    this.#slots = slots;
    this.#countReceived = countReceived;
    this.#onIdle = onIdle;
  }

  get held(): PartSlot | undefined {
    return this.#slot;
  }

  /** Waits for a slot that is empty, or gives the one that is held, which is not on offer any more. */
  async hold(): Promise<{ readonly slot: PartSlot; readonly isNew: boolean }> {
    if (this.#slot !== undefined) {
      this.#slot.yieldNow = undefined;
      return { slot: this.#slot, isNew: false };
    }
    const slot = await this.#slots.acquire();
    this.#slot = slot;
    this.#looks = 0;
    this.#timer = setInterval(() => this.#look(), lookMs);
    return { slot, isNew: true };
  }

  /** Nothing would be lost with it: whoever wants it may have it, now or later. */
  offer(): void {
    if (this.#slot === undefined) return;
    this.#slot.yieldNow = () => this.release();
    if (this.#slots.isWanted) this.release();
  }

  release(): void {
    clearInterval(this.#timer);
    const slot = this.#slot;
    this.#slot = undefined;
    if (slot !== undefined) this.#slots.release(slot);
  }

  #look(): void {
    this.#looks += 1;
    const received = this.#countReceived();
    const hasStopped = received === this.#seenBytes;
    this.#seenBytes = received;
    if (hasStopped || (this.#slots.isWanted && this.#looks * lookMs >= turnMs)) this.#onIdle();
  }
}
