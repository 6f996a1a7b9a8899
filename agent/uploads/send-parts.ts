import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { status } from '@grpc/grpc-js';
import type { SignPartsResponse__Output } from '../../shared/rpc/generated/toe/v1/SignPartsResponse.ts';
import { isServiceError } from '../../shared/rpc/status.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { callUnary } from './call-unary.ts';
import { PartFailure, toPartFailure } from './part-failure.ts';
import { type PartAnswer, PartRequest } from './part-request.ts';
import { FileChangedError, fillBlock, type SendDeps } from './send-bytes.ts';
import { type ObjectStore, openStoreConnection, type StoreConnection } from './store-connection.ts';

const chunkBytes = 64 * 1024;
const blockBytes = 4 * chunkBytes;
const signDeadlineMs = 60_000;
/** A URL that is about to expire is not used: the store looks at it when the request arrives. */
const usableShare = 0.9;

export interface SendPartsDeps extends SendDeps {
  readonly store: ObjectStore;
  readonly clock: Clock;
}

export interface DirectRequest {
  readonly uploadId: string;
  /** Durable already: the end of a part, or all. */
  readonly offset: number;
  readonly sizeBytes: number;
  readonly partBytes: number;
  /** Of the whole file as it was sealed, lower-case hex. */
  readonly sha256: string;
}

interface Part {
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

interface HashedPart extends Part {
  readonly sha256: Buffer;
}

interface SignedPart extends HashedPart {
  readonly url: string;
  readonly usableUntilUs: number;
}

/**
 * Stores the parts behind `offset` in the object store, one after the other; while one is sent, the next is hashed and
 * its URL asked for. Gives the digests of all parts, which together are the file that was sealed. Memory: blocks, never a part. Throws a PartFailure, the
 * coordinator's ServiceError, the signal's reason, or a FileChangedError.
 */
export async function sendParts(
  file: FileHandle,
  request: DirectRequest,
  deps: SendPartsDeps,
  signal: AbortSignal,
): Promise<readonly Buffer[]> {
  const parts = listParts(request);
  const digests: Buffer[] = [];
  const whole = createHash('sha256');
  using connection = await openStoreConnection(deps.store);
  const stop = new AbortController();
  const preparing = AbortSignal.any([signal, stop.signal]);
  const prepare = async (part: Part): Promise<SignedPart> => {
    const hashed = { ...part, sha256: await hashPart(file, part, whole, preparing) };
    return await signPart(request.uploadId, hashed, deps, preparing);
  };
  let ahead: Promise<SignedPart> | undefined;
  try {
    for (const [index, part] of parts.entries()) {
      if (part.end <= request.offset) {
        digests.push(await hashPart(file, part, whole, signal));
        continue;
      }
      const signed = await (ahead ?? prepare(part));
      const next = parts[index + 1];
      ahead = next === undefined ? undefined : prepare(next);
      // Its failure is met when it is awaited, or is of no more interest.
      ahead?.catch(() => undefined);
      await storePart(file, request.uploadId, signed, connection, deps, signal);
      digests.push(signed.sha256);
      deps.onDurable(part.end);
    }
    const digest = whole.digest('hex');
    if (digest === request.sha256) return digests;
    throw new FileChangedError(
      `Cannot upload the file: its digest is "${digest}" and it was sealed with "${request.sha256}"`,
    );
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    stop.abort();
  }
}

function listParts({ offset, sizeBytes, partBytes }: DirectRequest): readonly Part[] {
  if (partBytes < 1 || (offset < sizeBytes && offset % partBytes !== 0))
    throw new PartFailure(
      'gone',
      `Cannot go on at ${offset}: parts of ${partBytes} bytes do not end there: open the upload again`,
    );
  return Array.from({ length: Math.ceil(sizeBytes / partBytes) }, (_, index) => {
    const start = index * partBytes;
    return { number: index + 1, start, end: Math.min(sizeBytes, start + partBytes) };
  });
}

async function hashPart(
  file: FileHandle,
  { start, end }: Part,
  whole: Hash,
  signal: AbortSignal,
): Promise<Buffer> {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafeSlow(Math.min(blockBytes, end - start));
  for (let at = start; at < end; ) {
    signal.throwIfAborted();
    const length = await fillBlock(file, block, at, end);
    hash.update(block.subarray(0, length));
    whole.update(block.subarray(0, length));
    at += length;
  }
  return hash.digest();
}

async function signPart(
  uploadId: string,
  part: HashedPart,
  { client, clock }: SendPartsDeps,
  signal: AbortSignal,
): Promise<SignedPart> {
  const { number, start, end, sha256 } = part;
  const askedUs = clock.monotonicUs();
  const parts = [{ number, sizeBytes: end - start, sha256 }];
  try {
    const { urls, validSeconds } = await callUnary<SignPartsResponse__Output>(
      (metadata, options, callback) => client.signParts({ uploadId, parts }, metadata, options, callback),
      signDeadlineMs,
      signal,
    );
    const [url = ''] = urls;
    return { ...part, url, usableUntilUs: askedUs + validSeconds * usableShare * 1_000_000 };
  } catch (error) {
    // By a coordinator that does not know of it, or knows it otherwise; it relays.
    if (isServiceError(error) && [status.UNIMPLEMENTED, status.INVALID_ARGUMENT].includes(error.code))
      throw new PartFailure('barred', error.details, { cause: error });
    throw error;
  }
}

/** A URL that is refused is asked for anew once: it may have expired, or the credential behind it. */
async function storePart(
  file: FileHandle,
  uploadId: string,
  part: SignedPart,
  connection: StoreConnection,
  deps: SendPartsDeps,
  signal: AbortSignal,
): Promise<void> {
  const isUsable = deps.clock.monotonicUs() < part.usableUntilUs;
  let signed = isUsable ? part : await signPart(uploadId, part, deps, signal);
  for (let refusals = 0; ; refusals += 1) {
    const url = connection.check(signed.url);
    const answer = await putPart(file, url, signed, connection, deps, signal);
    if (answer.status >= 200 && answer.status < 300) return;
    if (answer.status !== 403 || refusals > 0) throw toPartFailure(url.host, answer);
    signed = await signPart(uploadId, part, deps, signal);
  }
}

async function putPart(
  file: FileHandle,
  url: URL,
  { start, end, sha256 }: HashedPart,
  connection: StoreConnection,
  { failpoints, rate, onSent }: SendPartsDeps,
  signal: AbortSignal,
): Promise<PartAnswer> {
  using put = new PartRequest(url, { sizeBytes: end - start, sha256 }, connection, signal);
  const blocks = [1, 2].map(() => ({
    bytes: Buffer.allocUnsafeSlow(Math.min(blockBytes, end - start)),
    unsent: 0,
  }));
  let at = start;
  for (let turn = 0; at < end && !put.isAnswered; turn += 1) {
    const block = blocks[turn % blocks.length];
    if (block === undefined) throw new RangeError('Cannot send: there is no block');
    await put.until(() => block.unsent === 0);
    if (put.isAnswered) break;
    const length = await fillBlock(file, block.bytes, at, end);
    for (let from = 0; from < length && !put.isAnswered; from += chunkBytes) {
      const chunk = block.bytes.subarray(from, Math.min(length, from + chunkBytes));
      await failpoints.reach('upload.before-chunk');
      await rate?.take(chunk.length, signal);
      onSent?.(chunk.length);
      block.unsent += 1;
      put.send(chunk, () => {
        block.unsent -= 1;
      });
    }
    at += length;
  }
  return await put.end();
}
