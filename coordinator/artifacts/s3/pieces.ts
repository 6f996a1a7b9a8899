import type { ListedObject } from './bucket.ts';
import type { PartSlot } from './part-slots.ts';
import { readBytes } from './read-bytes.ts';
import { partBytes, type S3StoreDeps } from './store-deps.ts';
import { toTail } from './stored-tail.ts';
import { sumBytes } from './sum-bytes.ts';

type PieceDeps = Pick<S3StoreDeps, 'bucket' | 'layout'>;

/**
 * Stores the bytes of a part as an object of its own too, since a bucket gives no bytes of parts: a file that grows can
 * be read before it has its receipt. Durable when it resolves.
 */
export async function putPiece(
  key: string,
  number: number,
  slot: PartSlot,
  { bucket, layout }: PieceDeps,
): Promise<void> {
  const facts = { mediaType: 'application/octet-stream', sha256: slot.sha256() };
  await bucket.put(layout.piece(key, number), slot.bytes, facts);
}

/** The pieces of an upload without a gap from the first; only the last may be less than a part. */
export async function listPieces(
  key: string,
  { bucket, layout }: PieceDeps,
): Promise<readonly ListedObject[]> {
  const found: ListedObject[] = [];
  for await (const listed of bucket.list(layout.pieces(key)))
    if (listed.kind === 'object') found.push(listed);
  const pieces: ListedObject[] = [];
  for (const piece of found.toSorted((left, right) => (left.key < right.key ? -1 : 1))) {
    const isNext = piece.key === layout.piece(key, pieces.length + 1);
    if (!isNext || (pieces.at(-1)?.sizeBytes ?? partBytes) !== partBytes) break;
    pieces.push(piece);
  }
  return pieces;
}

export async function removePieces(key: string, { bucket, layout }: PieceDeps): Promise<void> {
  for await (const listed of bucket.list(layout.pieces(key))) await bucket.remove(listed.key);
}

interface ReadablePiece {
  readonly name: string;
  readonly sizeBytes: number;
  readonly etag: string;
}

/** What can be read of an unfinished upload: its pieces, and the tail behind them. */
async function listReadable(key: string, deps: PieceDeps): Promise<readonly ReadablePiece[]> {
  const { bucket, layout } = deps;
  const listed = await listPieces(key, deps);
  const pieces = listed.map((piece) => ({ ...piece, name: piece.key }));
  const head = await bucket.head(layout.tail(key));
  const tail = head === undefined ? undefined : toTail(head);
  if (head === undefined || tail?.offset !== sumBytes(pieces)) return pieces;
  return [...pieces, { name: layout.tail(key), sizeBytes: tail.sizeBytes, etag: head.etag }];
}

/** How many bytes of an unfinished upload can be read. */
export async function measureReadable(key: string, deps: PieceDeps): Promise<number> {
  return sumBytes(await listReadable(key, deps));
}

/** The bytes of an unfinished upload that can be read at this instant, from `offset`. */
export async function* readUnfinished(key: string, offset: number, deps: PieceDeps): AsyncGenerator<Buffer> {
  let start = 0;
  for (const { name, sizeBytes, etag } of await listReadable(key, deps)) {
    const range = { offset: Math.max(0, offset - start), end: sizeBytes, etag };
    start += sizeBytes;
    // It is finished meanwhile, or was begun again: what comes behind is of no more use.
    if ((yield* readBytes(deps.bucket, name, range)) === 'gone') return;
  }
}
