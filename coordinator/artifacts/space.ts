import { statfs } from 'node:fs/promises';

/** Measures a disk: what it has above a floor. */
export function freeOnDisk(directory: string, floorBytes: number): () => Promise<number> {
  return async () => {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize - floorBytes;
  };
}

/** What an upload of unknown size reserves at a time. */
export const reserveStepBytes: number = 16 * 1024 * 1024;

/**
 * Space that was promised and not used yet, so that many uploads together do not cross the limit that each alone would
 * keep.
 */
export class Space {
  readonly #measureFree: () => Promise<number>;
  readonly #onUsed: (bytes: number) => void;
  readonly #reserved = new Map<string, number>();

  /** `measureFree`: bytes that new artifacts may take, promised or not. `onUsed` is told of what uploads take. */
  constructor(measureFree: () => Promise<number>, onUsed: (bytes: number) => void = () => undefined) {
    this.#measureFree = measureFree;
    this.#onUsed = onUsed;
  }

  /** What is not promised; may be below 0. `exceptKey` counts as not promised. */
  async freeBytes(exceptKey?: string): Promise<number> {
    const free = await this.#measureFree();
    let reserved = 0;
    for (const [key, bytes] of this.#reserved) if (key !== exceptKey) reserved += bytes;
    return free - reserved;
  }

  /** Promises `bytes` to a key in place of what it had; undefined when it may, else why not. */
  async reserve(key: string, bytes: number): Promise<string | undefined> {
    const free = await this.freeBytes(key);
    if (free >= bytes) {
      this.#reserved.set(key, bytes);
      return undefined;
    }
    return `the store has ${Math.max(0, free)} bytes left and ${bytes} are needed: remove old captures or enlarge the store`;
  }

  /** What is left of a key's promise. */
  remaining(key: string): number {
    return this.#reserved.get(key) ?? 0;
  }

  consume(key: string, bytes: number): void {
    this.#onUsed(bytes);
    const left = this.#reserved.get(key);
    if (left !== undefined) this.#reserved.set(key, Math.max(0, left - bytes));
  }

  release(key: string): void {
    this.#reserved.delete(key);
  }
}
