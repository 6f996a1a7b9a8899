import { constants } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { orMissing } from './write-all.ts';

const slotBytes = 512;
/** Written through: one wait for the disk, not a write and then a sync. */
const openFlags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_DSYNC;

/**
 * How many bytes of a part file are durable, kept beside it. Two slots of a disk sector are written in turn, in
 * place (so that syncing them needs no journal transaction); a torn one fails its checksum and the other counts.
 */
export class DurableOffset {
  readonly #handle: FileHandle;
  #slot = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** What a record says that another may be writing; 0 where there is none. */
  static async read(path: string): Promise<number> {
    const bytes = await orMissing(readFile(path));
    return bytes === undefined ? 0 : Math.max(...parseSlots(bytes));
  }

  /** Opens or creates the record; the offset is 0 where there is none. */
  static async open(path: string): Promise<{ readonly record: DurableOffset; readonly offset: number }> {
    const handle = await open(path, openFlags, 0o600);
    const bytes = Buffer.alloc(2 * slotBytes);
    try {
      await handle.read(bytes, 0, bytes.length, 0);
    } catch (error) {
      await handle.close();
      throw error;
    }
    const offsets = parseSlots(bytes);
    const record = new DurableOffset(handle);
    if ((offsets[0] ?? 0) > (offsets[1] ?? 0)) record.#slot = 1;
    return { record, offset: Math.max(0, ...offsets) };
  }

  /** Durable when it resolves. The bytes it speaks of must be durable before. */
  async write(offset: number): Promise<void> {
    await this.#handle.write(makeSlot(offset), 0, slotBytes, this.#slot * slotBytes);
    this.#slot = 1 - this.#slot;
  }

  /** Sets it back: both slots, because the higher one counts. */
  async reset(offset: number): Promise<void> {
    await this.write(offset);
    await this.write(offset);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

function makeSlot(offset: number): Buffer {
  return Buffer.from(`${offset} ${crc32(String(offset))}\n`.padEnd(slotBytes, ' '));
}

function parseSlots(bytes: Buffer): readonly number[] {
  return [bytes.subarray(0, slotBytes), bytes.subarray(slotBytes)].map(parseSlot);
}

function parseSlot(bytes: Buffer): number {
  const [, offset = '', sum] = /^([0-9]{1,16}) ([0-9]{1,10})\n/.exec(bytes.toString('latin1')) ?? [];
  return sum !== undefined && crc32(offset) === Number(sum) ? Number(offset) : 0;
}
