import { type ServerWritableStream, status } from '@grpc/grpc-js';
import { isTerminal } from '../../shared/kinds/power-tool.ts';
import type { ReadArtifactRequest__Output } from '../../shared/rpc/generated/toe/v1/ReadArtifactRequest.ts';
import type { ReadArtifactResponse } from '../../shared/rpc/generated/toe/v1/ReadArtifactResponse.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import { ObjectMissingError, type StoredObject } from '../artifacts/artifact-store.ts';
import { isKey } from '../artifacts/check-key.ts';
import { readUid } from './artifacts.ts';
import { toRef } from './captures.ts';
import type { GatewayDeps } from './gateway-deps.ts';
import { readChecked } from './read-checked.ts';
import { chunkBytes, drained } from './send-chunks.ts';
import { sendDecompressed } from './send-decompressed.ts';

type ReadDeps = Pick<GatewayDeps, 'store' | 'clock' | 'over'> & {
  readonly source: Pick<GatewayDeps['source'], 'readPowerTool'>;
};

type Call = ServerWritableStream<ReadArtifactRequest__Output, ReadArtifactResponse>;

/** How often an artifact that is followed is looked at. */
const lookMs = 500;

/**
 * Streams an artifact from an offset, no faster than the reader takes it; of one that still arrives, what is durable.
 * Where it is followed it goes on until the artifact is finished, the capture is over, or nobody listens.
 */
export async function readArtifact(call: Call, deps: ReadDeps): Promise<void> {
  const { key, offset, follow } = call.request;
  const limit = call.request.limit === 0 ? Number.POSITIVE_INFINITY : call.request.limit;
  const ref = toRef(call.request);
  const uid = await readUid(ref, deps);
  const missing = new StatusError(
    status.NOT_FOUND,
    `Cannot read artifact "${key}": capture "${ref.name}" has none of that key`,
  );
  if (!key.startsWith(`runs/${uid}/`) || !isKey(key)) throw missing;
  if (call.request.decompress && !follow && (await sendDecompressed(call, { uid, key }, deps))) return;
  using listener = listenFor(call, deps);
  let position = offset;
  for (;;) {
    // Asked before the artifact, which may be finished as the capture ends.
    const isOver = !follow || (await isCaptureOver(call, deps));
    const found = await findArtifact(key, deps);
    if (found === undefined) {
      if (position === offset) throw missing;
      throw begunAgain(key, position);
    }
    checkPosition(position, offset, { key, sizeBytes: found.sizeBytes });
    const left = limit - (position - offset);
    const isWhole = position === 0 && !Number.isFinite(left);
    const bytes = found.isFinished
      ? isWhole
        ? readChecked(found.object, deps.store)
        : deps.store.open(key, position, Number.isFinite(left) ? left : 0)
      : deps.store.openUnfinished(key, position);
    try {
      position += await send(call, bytes, position, left);
    } catch (error) {
      if (error instanceof ObjectMissingError) throw missing;
      throw error;
    }
    if (found.isFinished || isOver || position - offset >= limit || call.cancelled) return;
    await listener.pause(lookMs);
    if (call.cancelled) return;
    if (deps.over.aborted)
      throw new StatusError(
        status.UNAVAILABLE,
        `Cannot go on reading artifact "${key}": this coordinator does not lead any more: read on from ${position}`,
      );
  }
}

type FoundArtifact =
  | { readonly isFinished: true; readonly sizeBytes: number; readonly object: StoredObject }
  | { readonly isFinished: false; readonly sizeBytes: number };

async function findArtifact(key: string, { store }: ReadDeps): Promise<FoundArtifact | undefined> {
  // Twice: it may get its receipt between the two questions.
  for (let look = 0; look < 2; look += 1) {
    const object = (await store.list(key)).find((candidate) => candidate.key === key);
    if (object !== undefined) return { isFinished: true, sizeBytes: object.sizeBytes, object };
    const upload = (await store.listUnfinished(key)).find((candidate) => candidate.key === key);
    if (upload !== undefined) return { isFinished: false, sizeBytes: upload.readableBytes };
  }
  return undefined;
}

function checkPosition(
  position: number,
  offset: number,
  found: { readonly key: string; readonly sizeBytes: number },
): void {
  const { key, sizeBytes } = found;
  if (Number.isSafeInteger(position) && position <= sizeBytes) return;
  if (position !== offset) throw begunAgain(key, position);
  const message = `Cannot read artifact "${key}" from offset ${offset}: it has ${sizeBytes} bytes`;
  throw new StatusError(status.OUT_OF_RANGE, message);
}

function begunAgain(key: string, position: number): StatusError {
  const message = `Cannot go on reading artifact "${key}" from ${position}: it was begun again: read it from 0`;
  return new StatusError(status.DATA_LOSS, message);
}

/** How many bytes were sent; fewer than there are where nobody listens any more. */
async function send(
  call: Call,
  source: AsyncIterable<Buffer> | Iterable<Buffer>,
  position: number,
  limit: number,
): Promise<number> {
  let sent = 0;
  for await (const bytes of source) {
    for (let start = 0; start < bytes.length; start += chunkBytes) {
      const data = bytes.subarray(start, Math.min(start + chunkBytes, start + limit - sent));
      if (call.cancelled || data.length === 0) return sent;
      if (!call.write({ offset: position + sent, data })) await drained(call);
      sent += data.length;
    }
  }
  return sent;
}

async function isCaptureOver(call: Call, { source }: ReadDeps): Promise<boolean> {
  const stored = await source.readPowerTool(toRef(call.request));
  return stored === undefined || (stored.status !== undefined && isTerminal(stored.status.phase));
}

/** Waits no longer than somebody listens and this coordinator leads. */
function listenFor(
  call: Call,
  { over, clock }: ReadDeps,
): { readonly pause: (ms: number) => Promise<void> } & Disposable {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  call.on('cancelled', leave);
  call.on('close', leave);
  return {
    pause: (ms) => clock.sleep(ms, AbortSignal.any([gone.signal, over])).catch(() => undefined),
    [Symbol.dispose]: () => {
      call.off('cancelled', leave);
      call.off('close', leave);
    },
  };
}
