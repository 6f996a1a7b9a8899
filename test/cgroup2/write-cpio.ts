import { closeSync, openSync, writeSync } from 'node:fs';

/** Kinds of entries in the bits of `st_mode`; inode(7). */
const kinds = { directory: 0o040_000, file: 0o100_000, link: 0o120_000 } as const;
const blockBytes = 4;

/**
 * Writes an archive that the kernel unpacks into its first root: the "newc" form of cpio, everything owned by root;
 * Documentation/driver-api/early-userspace/buffer-format.rst. Archives written one behind the other count as one.
 */
export class CpioWriter implements Disposable {
  readonly #file: number;
  readonly #directories = new Set<string>(['']);
  #entries = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  /** `path` is absolute; the directories above it are made where they are missing. */
  addDirectory(path: string): void {
    const name = path.slice(1);
    if (this.#directories.has(name)) return;
    this.#addParents(path);
    this.#directories.add(name);
    this.#add(name, kinds.directory | 0o755, Buffer.alloc(0));
  }

  addFile(path: string, content: Buffer, mode = 0o644): void {
    this.#addParents(path);
    this.#add(path.slice(1), kinds.file | mode, content);
  }

  addLink(path: string, target: string): void {
    this.#addParents(path);
    this.#add(path.slice(1), kinds.link | 0o777, Buffer.from(target));
  }

  [Symbol.dispose](): void {
    this.#add('TRAILER!!!', 0, Buffer.alloc(0));
    closeSync(this.#file);
  }

  #addParents(path: string): void {
    this.addDirectory(path.slice(0, path.lastIndexOf('/')) || '/');
  }

  #add(name: string, mode: number, content: Buffer): void {
    this.#entries += 1;
    const links = mode === (kinds.directory | 0o755) ? 2 : 1;
    const nameBytes = Buffer.byteLength(name) + 1;
    const numbers = [this.#entries, mode, 0, 0, links, 0, content.length, 0, 0, 0, 0, nameBytes, 0];
    const head = `070701${numbers.map((number) => number.toString(16).padStart(8, '0')).join('')}${name}\0`;
    this.#write(Buffer.from(head));
    this.#write(content);
  }

  #write(bytes: Buffer): void {
    const padding = (blockBytes - (bytes.length % blockBytes)) % blockBytes;
    const whole = padding === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(padding)]);
    for (let done = 0; done < whole.length; ) done += writeSync(this.#file, whole, done);
  }
}
