import { statfs } from 'node:fs/promises';

/** What an upload of unknown size reserves at a time. */
export const reserveStepBytes: number = 16 * 1024 * 1024;

/**
 * Space that was promised to uploads and not used yet, so that many of them together do not cross the floor of
 * free bytes that each alone would keep.
 */
export class Space {
  readonly #root: string;
  readonly #floorBytes: number;
  readonly #reserved = new Map<string, number>();

  constructor(root: string, floorBytes: number) {
    this.#root = root;
    this.#floorBytes = floorBytes;
  }

  /** Above the floor and not promised; may be below 0. `exceptKey` counts as not promised. */
  async freeBytes(exceptKey?: string): Promise<number> {
    const { bavail, bsize } = await statfs(this.#root);
    let reserved = 0;
    for (const [key, bytes] of this.#reserved) if (key !== exceptKey) reserved += bytes;
    return bavail * bsize - this.#floorBytes - reserved;
  }

  /** Promises `bytes` to a key in place of what it had; undefined when it may, else why not. */
  async reserve(key: string, bytes: number): Promise<string | undefined> {
    const free = await this.freeBytes(key);
    if (free >= bytes) {
      this.#reserved.set(key, bytes);
      return undefined;
    }
    return `the store has ${Math.max(0, free)} bytes above its floor and ${bytes} are needed: remove old captures or enlarge the store`;
  }

  /** What is left of a key's promise. */
  remaining(key: string): number {
    return this.#reserved.get(key) ?? 0;
  }

  consume(key: string, bytes: number): void {
    const left = this.#reserved.get(key);
    if (left !== undefined) this.#reserved.set(key, Math.max(0, left - bytes));
  }

  release(key: string): void {
    this.#reserved.delete(key);
  }
}
