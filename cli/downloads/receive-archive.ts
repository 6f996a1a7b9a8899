import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { toCliError } from '../cli-error.ts';
import type { CaptureClient, CaptureRef } from '../connection/capture-client.ts';

export type ReceivedArchive =
  | { readonly kind: 'received' }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'failed'; readonly message: string };

export interface ReceiveArchiveDeps {
  readonly client: CaptureClient;
  readonly stdout: NodeJS.WritableStream;
}

/**
 * Receives a capture as a tar archive into a file, which gets its name only when all of it is there and its bytes were
 * compared by the coordinator; or to stdout (`-`), where an archive that breaks off is told by the exit code alone.
 */
export async function receiveArchive(
  ref: CaptureRef,
  file: string,
  { client, stdout }: ReceiveArchiveDeps,
  signal: AbortSignal,
): Promise<ReceivedArchive> {
  const part = `${file}.part`;
  try {
    const bytes = readBytes(ref, client, signal);
    if (file === '-') await writeAll(bytes, stdout);
    else {
      await pipeline(Readable.from(bytes), createWriteStream(part, { flush: true }));
      await rename(part, file);
    }
    return { kind: 'received' };
  } catch (error) {
    if (file !== '-') await rm(part, { force: true });
    if (signal.aborted) return { kind: 'interrupted' };
    const known = toCliError(`download capture "${ref.name}"`, client.peer, error);
    if (known !== error) throw known;
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', message: `Cannot download capture "${ref.name}": ${why}` };
  }
}

async function* readBytes(
  ref: CaptureRef,
  client: CaptureClient,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  signal.throwIfAborted();
  const stream = await client.readBundle(ref);
  const cancel = (): void => stream.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    for await (const { data } of stream) yield data;
  } finally {
    signal.removeEventListener('abort', cancel);
    stream.cancel();
  }
}

/** No faster than the reader of stdout takes it; stdout stays open. */
async function writeAll(source: AsyncIterable<Buffer>, stdout: NodeJS.WritableStream): Promise<void> {
  for await (const bytes of source) {
    if (!stdout.writable) throw new Error('who read it has gone away');
    if (!stdout.write(bytes)) await once(stdout, 'drain');
  }
}
