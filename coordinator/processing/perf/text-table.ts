/**
 * Gives every distinct run of bytes a small number, without making strings: hash, then compare. The numbers rise
 * from 0 in order of first sight. Holds at most `maxTexts` texts of `maxBytes` together.
 */
export class TextTable {
  #slots = new Int32Array(1 << 12);
  #hashes = new Int32Array(1 << 10);
  #offsets = new Int32Array(1 << 10);
  #store = new Uint8Array(1 << 16);
  #count = 0;
  #used = 0;
  readonly #maxTexts: number;
  readonly #maxBytes: number;

  constructor(maxTexts: number, maxBytes: number) {
    this.#maxTexts = maxTexts;
    this.#maxBytes = maxBytes;
  }

  /** The number of `bytes[start, end)`, or -1 when it was not seen; `hash` must come from the same function always. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const store = this.#store;
    const length = end - start;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const number = (slots[slot] ?? 0) - 1;
      if (number < 0) return -1;
      if (this.#hashes[number] !== hash) continue;
      const offset = this.#offsets[number] ?? 0;
      if ((this.#offsets[number + 1] ?? 0) - offset !== length) continue;
      let at = 0;
      while (at < length && store[offset + at] === bytes[start + at]) at += 1;
      if (at === length) return number;
    }
  }

  /** Where the text ends in `bytes` when it stands at `start`, else -1. */
  match(number: number, bytes: Uint8Array, start: number): number {
    const store = this.#store;
    const end = this.#offsets[number + 1] ?? 0;
    let from = this.#offsets[number] ?? 0;
    const shift = start - from;
    if (end + shift > bytes.length) return -1;
    while (from < end && store[from] === bytes[from + shift]) from += 1;
    return from === end ? end + shift : -1;
  }

  /** Adds a text that `find` did not find; -1 when the table is full. */
  add(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const length = end - start;
    if (this.#count >= this.#maxTexts || this.#used + length > this.#maxBytes) return -1;
    this.#grow(length);
    const number = this.#count;
    this.#store.set(bytes.subarray(start, end), this.#used);
    this.#used += length;
    this.#hashes[number] = hash;
    this.#offsets[number + 1] = this.#used;
    this.#count += 1;
    this.#place(number);
    return number;
  }

  #place(number: number): void {
    const mask = this.#slots.length - 1;
    let slot = spread(this.#hashes[number] ?? 0) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = number + 1;
  }

  #grow(length: number): void {
    while (this.#used + length > this.#store.length) {
      const larger = new Uint8Array(this.#store.length * 2);
      larger.set(this.#store);
      this.#store = larger;
    }
    if (this.#count + 2 > this.#hashes.length) {
      this.#hashes = doubled(this.#hashes);
      this.#offsets = doubled(this.#offsets);
    }
    if (this.#count * 2 > this.#slots.length) {
      this.#slots = new Int32Array(this.#slots.length * 2);
      for (let number = 0; number < this.#count; number += 1) this.#place(number);
    }
  }
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}
