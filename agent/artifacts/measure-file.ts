import type { FileHandle } from 'node:fs/promises';
import { type CompressTarget, compressFile } from './compress-file.ts';
import { type Measured, Meter, readMetered } from './meter.ts';

/** What a sealed file is; `stored` where there is a compressed copy of it. */
export interface MeasuredFile {
  readonly raw: Measured;
  readonly stored?: Measured;
}

const maxReadings = 3;

/**
 * Size and digest of the same bytes, and with a target their compressed copy, in one reading. Undefined where the file
 * changed under every one; a copy that was made of what changed counts for nothing.
 */
export async function measureFile(
  file: FileHandle,
  target: CompressTarget | undefined,
): Promise<MeasuredFile | undefined> {
  for (let reading = 0; reading < maxReadings; reading += 1) {
    const before = await file.stat({ bigint: true });
    const measured = await readOnce(file, before.size === 0n ? undefined : target);
    const after = await file.stat({ bigint: true });
    const isSame = before.mtimeNs === after.mtimeNs && before.size === after.size;
    if (isSame && after.size === BigInt(measured.raw.sizeBytes)) return measured;
  }
  return undefined;
}

async function readOnce(file: FileHandle, target: CompressTarget | undefined): Promise<MeasuredFile> {
  if (target !== undefined) {
    const compression = await compressFile(file, target);
    if (compression.kind === 'compressed') return compression;
    target.onGivenUp(compression.why);
  }
  const meter = new Meter();
  for await (const _chunk of readMetered(file, meter));
  return { raw: meter.read() };
}
