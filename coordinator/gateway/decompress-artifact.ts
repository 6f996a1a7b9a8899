import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { status } from '@grpc/grpc-js';
import { isEncoding, type RawForm } from '../../shared/domain/artifact.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import { makeDecompress } from '../../shared/runtime/decompress.ts';

/**
 * Sends what stored bytes decompress to, no faster than it is taken, until `send` says that nobody wants more. Throws
 * DATA_LOSS where that is not what was sealed, at the latest behind the last byte; never more is sent than was sealed.
 */
export async function decompressTo(
  send: (bytes: Buffer) => Promise<boolean>,
  stored: AsyncIterable<Buffer>,
  { encoding, sizeBytes, sha256 }: RawForm,
): Promise<void> {
  if (!isEncoding(encoding))
    throw new StatusError(
      status.FAILED_PRECONDITION,
      `Cannot decompress: encoding "${encoding}" is not known here: read the stored bytes`,
    );
  const hash = createHash('sha256');
  let position = 0;
  let isWanted = true;
  const take = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const bytes of source) {
      position += bytes.length;
      if (position > sizeBytes) throw lost(`more than ${sizeBytes} bytes come out`);
      hash.update(bytes);
      isWanted = await send(bytes);
      if (!isWanted) return;
    }
  };
  try {
    await pipeline(stored, makeDecompress(encoding), take);
  } catch (error) {
    if (!isWanted) return;
    throw isOfZlib(error) ? lost(error.message) : error;
  }
  if (!isWanted) return;
  if (position !== sizeBytes) throw lost(`${position} bytes come out, not ${sizeBytes}`);
  if (hash.digest('hex') !== sha256) throw lost('what comes out has another SHA-256 than was sealed');
}

function lost(why: string): StatusError {
  return new StatusError(status.DATA_LOSS, `Cannot decompress: ${why}`);
}

function isOfZlib(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^(ZSTD_error_|Z_|ERR_ZSTD)/.test(String(error.code));
}
