import type { Receipt } from '../../shared/domain/artifact.ts';

/** What is known of an artifact before its first byte. */
export interface UploadMeta {
  /** Whose upload it is: the command id, or the processor's name. An upload is continued only by its owner. */
  readonly owner: string;
  readonly artifactId: string;
  /** Display name; see `fileNamePattern`. */
  readonly fileName: string;
  readonly mediaType: string;
  /** 0: not known yet. */
  readonly declaredSizeBytes: number;
}

/** A finished artifact. */
export interface StoredObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly verifiedUnixUs: number;
  /** As in its receipt. */
  readonly proof?: 'composite';
}

/** What a sender says that can store parts where the store keeps them. */
export interface PartsAbility {
  /** Why it could not the last time: it is relayed then. `''`: nothing is against it. */
  readonly problem: string;
}

/** An upload that was begun and has no receipt yet: its bytes may still grow, and be replaced by others. */
export interface UnfinishedUpload {
  readonly key: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly durableBytes: number;
  /** From the first on; a store may keep durable bytes in a form that cannot be read before the receipt. */
  readonly readableBytes: number;
}

/** `committedOffset`: bytes that are durable; the sender goes on there. */
export type OpenedUpload =
  | OpenUpload
  | { readonly kind: 'finished'; readonly receipt: Receipt; readonly fileName: string }
  | { readonly kind: 'full'; readonly message: string }
  | { readonly kind: 'foreign' };

interface OpenUpload {
  readonly kind: 'open';
  readonly committedOffset: number;
  /** The sender stores its parts itself, by `signParts`; without it they come by `openWriter`. */
  readonly direct?: { readonly partBytes: number };
  /** It would be direct if the server behind the store had what that needs. */
  readonly lacksDirect?: boolean;
}

/** A part of a direct upload as its sender announces it. */
export interface AnnouncedPart {
  /** From 1. */
  readonly number: number;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export type SignedParts =
  /** A URL for each part, in order. */
  | { readonly kind: 'signed'; readonly urls: readonly string[]; readonly validSeconds: number }
  /** No upload of that owner takes parts here at present: it is to be opened again. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'full'; readonly message: string };

export type FinishedUpload =
  | { readonly kind: 'verified'; readonly receipt: Receipt; readonly fileName: string }
  /** Finished before with another digest. */
  | { readonly kind: 'exists'; readonly sha256: string }
  /** Bytes are missing; the upload goes on at `committedOffset`. */
  | { readonly kind: 'incomplete'; readonly committedOffset: number }
  /** The bytes are not the ones of this size and digest; they are gone and the upload begins again at 0. */
  | { readonly kind: 'mismatch'; readonly message: string }
  | { readonly kind: 'unknown' };

export type UploadStatus =
  | { readonly kind: 'open'; readonly committedOffset: number }
  | { readonly kind: 'finished'; readonly receipt: Receipt; readonly fileName: string }
  | { readonly kind: 'unknown' };

export type Appended =
  | { readonly kind: 'taken' }
  /** The offset is beyond what was received: bytes would be missing between. */
  | { readonly kind: 'gap'; readonly receivedOffset: number }
  /** More bytes than declared. */
  | { readonly kind: 'tooLong' }
  | { readonly kind: 'full'; readonly message: string }
  /** Another writer took over, or the upload was removed. */
  | { readonly kind: 'superseded' };

/** The one writer of an upload. */
export interface UploadWriter {
  readonly durableOffset: number;
  /** Aborts when another writer takes over or the upload is removed. */
  readonly superseded: AbortSignal;
  /**
   * Takes bytes that belong at `offset`; what is known already is skipped. Their memory may change hands: whoever had
   * them must not look at them again. Resolves when there is room for more (bounded memory), not when they are durable.
   * Throws what the disk says; the upload then begins again at 0.
   */
  append(offset: number, bytes: Buffer): Promise<Appended>;
  /** Makes durable whatever was taken, ends the writer and gives the durable offset. Idempotent. */
  close(): Promise<number>;
}

/** Where artifacts and small documents are kept. Keys are `segment/segment/…`, see `checkKey`. */
export interface ArtifactStore {
  /** A small document (plan.json, manifest.json): atomic and durable; `exists` leaves the old one as it is. */
  createDocument(key: string, bytes: Uint8Array): Promise<'created' | 'exists'>;
  /** The same, replacing an old one. */
  putDocument(key: string, bytes: Uint8Array): Promise<void>;
  readDocument(key: string): Promise<Buffer | undefined>;

  /** Begins an upload or finds it again, also after a restart. Reserves the space that is still to come. */
  openUpload(key: string, meta: UploadMeta, ability?: PartsAbility): Promise<OpenedUpload>;
  /** Becomes the upload's writer; the one before is superseded and what it took is durable. */
  openWriter(
    key: string,
    owner: string,
    onDurable: (offset: number) => void,
  ): Promise<UploadWriter | undefined>;
  /** URLs by which the owner of a direct upload stores parts itself. */
  signParts(key: string, owner: string, parts: readonly AnnouncedPart[]): Promise<SignedParts>;
  /** Proves size and digest, makes the object durable under its key and gives its receipt. Idempotent. */
  finishUpload(
    key: string,
    owner: string,
    sizeBytes: number,
    sha256: string,
    partDigests?: readonly string[],
  ): Promise<FinishedUpload>;
  readUploadStatus(key: string, owner: string): Promise<UploadStatus>;
  /** Uploads at and below a key that were begun and have no receipt, sorted by key. */
  listUnfinished(prefix: string): Promise<readonly UnfinishedUpload[]>;
  /**
   * The bytes of an unfinished upload that can be read at this instant, from `offset`; nothing where it is finished
   * or gone meanwhile.
   */
  openUnfinished(key: string, offset: number): AsyncIterable<Buffer>;
  /** Gives up an unfinished upload and removes its bytes; a finished object of the key stays. */
  dropUpload(key: string): Promise<void>;

  /** Finished objects at or below a key (`''`: all), sorted by key. Documents are not objects. */
  list(prefix: string): Promise<readonly StoredObject[]>;
  /** At most `limit` bytes from `offset` (0: to the end). Throws an `ObjectMissingError`. */
  open(key: string, offset: number, limit: number): AsyncIterable<Buffer>;
  /** The object as a local file until it is disposed of; nobody writes to it. Throws an `ObjectMissingError`. */
  toLocalFile(key: string): Promise<{ readonly path: string } & AsyncDisposable>;
  /** Adds a local file's bytes with the guarantees of an upload; an older object of the key is replaced. */
  putFile(key: string, path: string, meta: UploadMeta): Promise<Receipt>;
  /** The next segments below a key, of documents and finished objects, sorted. */
  listNames(prefix: string): Promise<readonly string[]>;
  /** Removes documents, uploads and objects at and below a key. */
  removeAll(prefix: string): Promise<void>;
  /** Free for new artifacts: above the floor and not reserved. */
  freeBytes(): Promise<number>;
}

/** There is no finished object of that key. */
export class ObjectMissingError extends Error {
  override readonly name = 'ObjectMissingError';
  readonly key: string;

  constructor(key: string) {
    super(`Cannot read object "${key}": there is none in the store`);
    this.key = key;
  }
}
