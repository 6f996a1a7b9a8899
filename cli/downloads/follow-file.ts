import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { status } from '@grpc/grpc-js';
import { isServiceError } from '../../shared/rpc/status.ts';
import type { CaptureClient, CaptureRef } from '../connection/capture-client.ts';

/** What was read is of no use: the file was begun again, or is another one than the part that is here. */
const voided: ReadonlySet<status> = new Set([status.DATA_LOSS, status.OUT_OF_RANGE]);

/**
 * Appends what arrives of a file to its `.part`, from where that ends, until the file is finished, the capture is over
 * or the signal aborts. Resolves in each case; the bytes are proven by whoever fetches the finished file.
 */
export async function followFile(
  ref: CaptureRef,
  file: { readonly key: string; readonly path: string },
  client: CaptureClient,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(dirname(file.path), { recursive: true });
  const part = await open(`${file.path}.part`, 'a');
  try {
    let { size } = await part.stat();
    const stream = await client.readArtifact({ ...ref, key: file.key, offset: size, follow: true });
    const cancel = (): void => stream.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      for await (const { offset, data } of stream) {
        if (offset !== size) throw new Error(`bytes came from offset ${offset}, not ${size}`);
        await part.write(data);
        size += data.length;
      }
    } finally {
      signal.removeEventListener('abort', cancel);
      stream.cancel();
    }
  } catch (error) {
    // Whatever else it is passes, or is told by the download of the finished file.
    if (isServiceError(error) && voided.has(error.code)) await part.truncate(0);
  } finally {
    await part.close();
  }
}
