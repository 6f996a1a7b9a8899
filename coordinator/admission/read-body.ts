import type { Readable } from 'node:stream';

export type ReadBody =
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'tooLarge' }
  /** The other side went away or was too slow. */
  | { readonly kind: 'broken' };

/**
 * Reads a request's body to its end and keeps at most so many bytes of it, as UTF-8. All of it is read, since an
 * answer to a request that is still being sent may not arrive. Never rejects.
 */
export async function readBody(body: Readable, maxBytes: number): Promise<ReadBody> {
  const { promise, resolve } = Promise.withResolvers<ReadBody>();
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  body.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  });
  body.once('end', () =>
    resolve(
      sizeBytes <= maxBytes ? { kind: 'read', text: Buffer.concat(chunks).toString() } : { kind: 'tooLarge' },
    ),
  );
  body.once('error', () => resolve({ kind: 'broken' }));
  body.once('close', () => resolve({ kind: 'broken' }));
  return await promise;
}
