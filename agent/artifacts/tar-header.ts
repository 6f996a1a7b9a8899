export interface TarEntry {
  readonly name: string;
  /** The type flag: `0` a file, `5` a folder, `x` records about the next entry. */
  readonly type: string;
  /** Of the content in the archive. */
  readonly sizeBytes: number;
}

/** Whether a block of 512 bytes holds a header: its sum is right and its size can be. */
export function isWholeHeader(block: Buffer): boolean {
  let sum = 0;
  for (const [at, byte] of block.entries()) sum += at >= 148 && at < 156 ? 0x20 : byte;
  return readNumber(block.subarray(148, 156)) === sum && Number.isSafeInteger(readSize(block));
}

export function readTarHeader(block: Buffer): TarEntry {
  const isPosix = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isPosix ? readText(block, 345, 155) : '';
  const name = readText(block, 0, 100);
  const type = block.toString('latin1', 156, 157);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    type: type === '\0' ? '0' : type,
    // Links, devices and folders have no content, whatever their size says.
    sizeBytes: /^[1-6]$/.test(type) ? 0 : readSize(block),
  };
}

/** The size that pax records (`LENGTH size=NUMBER\n`) give to the next entry. */
export function readPaxSize(records: Buffer): number | undefined {
  const found = /(?:^|\n)[0-9]+ size=([0-9]{1,15})\n/.exec(records.toString('latin1'));
  return found === null ? undefined : Number(found[1]);
}

/** Octal digits, or big-endian binary where the top bit is set, as GNU tar writes what is above 8 GiB. */
function readSize(block: Buffer): number {
  const field = block.subarray(124, 136);
  if ((field.readUInt8(0) & 0x80) === 0) return readNumber(field);
  return field.readUInt8(0) === 0x80 && field.readUIntBE(1, 5) === 0 ? field.readUIntBE(6, 6) : Number.NaN;
}

function readNumber(field: Buffer): number {
  const text = field
    .toString('latin1')
    .replace(/[\0 ]+$/, '')
    .trimStart();
  if (text === '') return 0;
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

function readText(block: Buffer, at: number, length: number): string {
  const end = block.subarray(at, at + length).indexOf(0);
  return block.toString('latin1', at, at + (end === -1 ? length : end));
}
