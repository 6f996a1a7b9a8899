import { isWholeHeader, readPaxSize, readTarHeader, type TarEntry } from './tar-header.ts';

const blockBytes = 512;
const maxPaxBytes = 64 * 1024;

interface PaxRecords {
  readonly blocks: Buffer[];
  left: number;
  readonly sizeBytes: number;
}

/**
 * Follows a tar archive (POSIX pax, ustar, GNU) that comes in pieces of any size, from header to header, to the two
 * blocks of zeros at its end; holds one block. It never throws, whatever the bytes are.
 */
export class TarWalker {
  readonly #onEntry: (entry: TarEntry) => void;
  readonly #block = Buffer.alloc(blockBytes);
  #filled = 0;
  /** Bytes of content, rounded up to blocks, that are passed over. */
  #skip = 0;
  #zeroBlocks = 0;
  #hasMoreSparseMaps = false;
  /** Records that say more of the entry after them, until they are all here. */
  #pax: PaxRecords | undefined;
  #nextSize: number | undefined;
  #entry = '';
  #problem: string | undefined;

  constructor(onEntry: (entry: TarEntry) => void = () => undefined) {
    this.#onEntry = onEntry;
  }

  push(piece: Buffer): void {
    let at = 0;
    while (at < piece.length && !this.#isOver) {
      const here = Math.min(piece.length - at, this.#skip > 0 ? this.#skip : blockBytes - this.#filled);
      if (this.#skip > 0) this.#skip -= here;
      else {
        piece.copy(this.#block, this.#filled, at, at + here);
        this.#filled += here;
        if (this.#filled === blockBytes) this.#takeBlock();
      }
      at += here;
    }
  }

  /** What is wrong once all pieces are here; undefined: the archive is whole. */
  end(): string | undefined {
    if (this.#isOver) return this.#problem;
    if (this.#filled > 0 || this.#skip > 0 || this.#pax !== undefined || this.#hasMoreSparseMaps)
      return this.#entry === ''
        ? 'ends in its first header'
        : `ends inside or after its entry "${this.#entry}"`;
    return 'ends before the two blocks of zeros that close a tar archive';
  }

  /** What comes after the end is padding. */
  get #isOver(): boolean {
    return this.#problem !== undefined || this.#zeroBlocks === 2;
  }

  #takeBlock(): void {
    this.#filled = 0;
    if (this.#pax !== undefined) this.#takePax(this.#pax);
    else if (this.#hasMoreSparseMaps) this.#hasMoreSparseMaps = this.#block[504] === 1;
    else if (this.#block.every((byte) => byte === 0)) this.#zeroBlocks += 1;
    else if (this.#zeroBlocks > 0) this.#problem = 'has an entry after a block of zeros';
    else if (isWholeHeader(this.#block)) this.#takeHeader(readTarHeader(this.#block));
    else this.#problem = `has no tar header after its entry "${this.#entry}"`;
  }

  #takeHeader(header: TarEntry): void {
    const { type } = header;
    const isAbout = type === 'x' || type === 'g' || type === 'L' || type === 'K';
    const sizeBytes = isAbout ? header.sizeBytes : (this.#nextSize ?? header.sizeBytes);
    const padded = Math.ceil(sizeBytes / blockBytes) * blockBytes;
    if (type === 'x' && sizeBytes > 0 && sizeBytes <= maxPaxBytes) {
      this.#pax = { blocks: [], left: padded, sizeBytes };
      return;
    }
    this.#skip = padded;
    if (isAbout) return;
    this.#nextSize = undefined;
    this.#hasMoreSparseMaps = type === 'S' && this.#block[482] === 1;
    this.#entry = header.name;
    this.#onEntry({ ...header, sizeBytes });
  }

  #takePax(pax: PaxRecords): void {
    pax.blocks.push(Buffer.from(this.#block));
    pax.left -= blockBytes;
    if (pax.left > 0) return;
    this.#nextSize = readPaxSize(Buffer.concat(pax.blocks).subarray(0, pax.sizeBytes));
    this.#pax = undefined;
  }
}
