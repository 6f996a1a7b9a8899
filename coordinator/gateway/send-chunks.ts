import type { ServerWritableStream } from '@grpc/grpc-js';

/** The most in one message. */
export const chunkBytes: number = 256 * 1024;

/** Sends bytes in messages of at most 256 KiB, no faster than the caller takes them; ends early where it is gone. */
export async function sendChunks<Request, Response>(
  call: ServerWritableStream<Request, Response>,
  source: AsyncIterable<Buffer>,
  toMessage: (data: Buffer) => Response,
): Promise<void> {
  for await (const bytes of source) {
    for (let start = 0; start < bytes.length; start += chunkBytes) {
      if (call.cancelled) return;
      if (!call.write(toMessage(bytes.subarray(start, start + chunkBytes)))) await drained(call);
    }
  }
}

/** Resolves when the caller takes more, or is gone. */
export async function drained<Request, Response>(
  call: ServerWritableStream<Request, Response>,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      call.off('drain', done);
      call.off('close', done);
      call.off('cancelled', done);
      resolve();
    };
    call.on('drain', done);
    call.on('close', done);
    call.on('cancelled', done);
  });
}
