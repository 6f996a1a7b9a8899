import type { FrameTable } from '../frame-table.ts';
import { nameFrame } from './name-frame.ts';
import { TextTable } from './text-table.ts';

const newline = 0x0a;
const cacheSize = 1 << 16;

/**
 * Frames by their text `SYMBOL (OBJECT)`. The same address mostly has the same text, so the last text of an address
 * is compared first, which needs no hash of the text and finds the line's end on the way.
 */
export class FrameTexts {
  readonly #frames: FrameTable;
  readonly #table = new TextTable(500_000, 1 << 26);
  readonly #frameOfText: number[] = [];
  readonly #textOfAddress = new Int32Array(cacheSize).fill(-1);
  /** The frame that the last `recall` or `learn` found. */
  found = 0;

  constructor(frames: FrameTable) {
    this.#frames = frames;
  }

  /** Where the line ends, when the text at `start` is the last one of this address; else -1. */
  recall(bytes: Buffer, start: number, address: number): number {
    const text = this.#textOfAddress[address & (cacheSize - 1)] ?? -1;
    if (text < 0) return -1;
    const end = this.#table.match(text, bytes, start);
    if (end < 0 || bytes[end] !== newline) return -1;
    this.found = this.#frameOfText[text] ?? 0;
    return end;
  }

  /** Finds the frame of `bytes[start, end)`. Of an address in the kernel's half, an unknown object is the kernel. */
  learn(bytes: Buffer, start: number, end: number, isKernel: boolean, address: number): void {
    let hash = isKernel ? 0x2f : 0x1d;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
    let text = this.#table.find(bytes, start, end, hash);
    if (text >= 0) this.found = this.#frameOfText[text] ?? 0;
    else {
      this.found = this.#frames.intern(nameFrame(bytes.toString('utf8', start, end).trimEnd(), isKernel));
      text = this.#table.add(bytes, start, end, hash);
      if (text >= 0) this.#frameOfText[text] = this.found;
    }
    this.#textOfAddress[address & (cacheSize - 1)] = text;
  }
}
