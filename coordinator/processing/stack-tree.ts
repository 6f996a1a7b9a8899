/**
 * A tree of stacks, its root number 0: memory grows with distinct stacks, not with samples, and ends at
 * `maxStacks` (about 40 bytes each). Of every stack it keeps how many samples ended there and the sum of their
 * periods, in the event's own unit.
 */
export class StackTree {
  #slots = new Int32Array(1 << 14);
  #parents = new Int32Array(1 << 12);
  #frames = new Int32Array(1 << 12);
  #samples = new Float64Array(1 << 12);
  #periods = new Float64Array(1 << 12);
  #count = 1;
  readonly #maxStacks: number;

  constructor(maxStacks: number) {
    this.#maxStacks = maxStacks;
    this.#parents[0] = -1;
    this.#frames[0] = -1;
  }

  get size(): number {
    return this.#count;
  }

  /** The child of `parent` for `frame`, made when it is new; -1 when it is new and the tree is full. */
  step(parent: number, frame: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hashStep(parent, frame) & mask;
    for (;;) {
      const child = slots[slot] ?? 0;
      if (child === 0) break;
      if (this.#parents[child] === parent && this.#frames[child] === frame) return child;
      slot = (slot + 1) & mask;
    }
    if (this.#count >= this.#maxStacks) return -1;
    const child = this.#count;
    if (child >= this.#parents.length) this.#growStacks();
    this.#parents[child] = parent;
    this.#frames[child] = frame;
    this.#count += 1;
    slots[slot] = child;
    if (this.#count * 2 > slots.length) this.#growSlots();
    return child;
  }

  /** Adds one sample that ended at this stack. */
  addSample(stack: number, period: number): void {
    this.#samples[stack] = (this.#samples[stack] ?? 0) + 1;
    this.#periods[stack] = (this.#periods[stack] ?? 0) + period;
  }

  parentOf(stack: number): number {
    return this.#parents[stack] ?? -1;
  }

  frameOf(stack: number): number {
    return this.#frames[stack] ?? -1;
  }

  samplesOf(stack: number): number {
    return this.#samples[stack] ?? 0;
  }

  periodOf(stack: number): number {
    return this.#periods[stack] ?? 0;
  }

  #growStacks(): void {
    const length = this.#parents.length * 2;
    const grow = <T extends Int32Array | Float64Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#parents = grow(this.#parents, new Int32Array(length));
    this.#frames = grow(this.#frames, new Int32Array(length));
    this.#samples = grow(this.#samples, new Float64Array(length));
    this.#periods = grow(this.#periods, new Float64Array(length));
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let stack = 1; stack < this.#count; stack += 1) {
      let slot = hashStep(this.#parents[stack] ?? 0, this.#frames[stack] ?? 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = stack;
    }
    this.#slots = slots;
  }
}

function hashStep(parent: number, frame: number): number {
  const mixed = Math.imul(parent, 0x9e3779b1) ^ Math.imul(frame + 1, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
