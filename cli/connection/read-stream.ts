import { type ClientReadableStream, status } from '@grpc/grpc-js';
import { isServiceError } from '../../shared/rpc/status.ts';

/** All bytes of a stream as text; undefined where the answer is NOT_FOUND. */
export async function readText(
  stream: ClientReadableStream<{ readonly data: Buffer }>,
): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const { data } of stream) chunks.push(data);
  } catch (error) {
    if (isServiceError(error) && error.code === status.NOT_FOUND) return undefined;
    throw error;
  }
  return Buffer.concat(chunks).toString('utf8');
}
