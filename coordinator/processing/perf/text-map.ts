import { TextTable } from './text-table.ts';

/** Remembers what was made of every distinct text; when full, it makes the unseen ones anew each time. */
export class TextMap<T> {
  readonly #table: TextTable;
  readonly #values: T[] = [];

  constructor(maxTexts: number, maxBytes: number) {
    this.#table = new TextTable(maxTexts, maxBytes);
  }

  /** What `make` once made of `bytes[start, end)`, read as UTF-8; `hash` is `hashText` of it, or any seeded one. */
  get(bytes: Buffer, start: number, end: number, hash: number, make: (text: string) => T): T {
    const known = this.#values[this.#table.find(bytes, start, end, hash)];
    if (known !== undefined) return known;
    const value = make(bytes.toString('utf8', start, end));
    const number = this.#table.add(bytes, start, end, hash);
    if (number >= 0) this.#values[number] = value;
    return value;
  }
}

/** FNV-1a over the bytes, with a seed. */
export function hashText(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x1d;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash;
}
