import type { Frame } from './perf/name-frame.ts';

/** Gives every distinct frame a small number, in order of first sight. */
export class FrameTable {
  readonly #numbers = new Map<string, number>();
  readonly #frames: Frame[] = [];
  readonly #maxFrames: number;

  constructor(maxFrames: number) {
    this.#maxFrames = maxFrames;
  }

  /**
   * The number of the frame. A name seen in several objects keeps none of them. Once the table is full, all
   * unseen frames share one that says so.
   */
  intern(frame: Frame): number {
    const key = `${frame.kind} ${frame.name}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) {
      const first = this.#frames[known];
      if (first !== undefined && first.object !== frame.object && first.object !== '')
        this.#frames[known] = { ...first, object: '' };
      return known;
    }
    if (this.#frames.length >= this.#maxFrames && frame !== tooManyFrames) return this.intern(tooManyFrames);
    const number = this.#frames.length;
    this.#numbers.set(key, number);
    this.#frames.push(frame);
    return number;
  }

  get frames(): readonly Frame[] {
    return this.#frames;
  }
}

const tooManyFrames: Frame = { name: '[too many names]', kind: 'unresolved', object: '' };
