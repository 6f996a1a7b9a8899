/** An object's facts, without its bytes. */
export interface ObjectHead {
  readonly sizeBytes: number;
  /** Names this content of the key, quotes and all. */
  readonly etag: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly modifiedUnixMs: number;
}

/** `folder`: everything below it, ends with a slash. */
export type Listed =
  | ({ readonly kind: 'object' } & ListedObject)
  | { readonly kind: 'folder'; readonly key: string };

export interface ListedMultipart {
  readonly key: string;
  readonly uploadId: string;
  readonly initiatedUnixMs: number;
}

/** A part as the server has it. */
export interface StoredPart {
  readonly number: number;
  readonly sizeBytes: number;
  readonly etag: string;
  /** Lower-case hex; `''` where the server keeps none. */
  readonly sha256: string;
}

/** What is said of an object when it is made. */
export interface ObjectFacts {
  readonly mediaType: string;
  /** The name of a download. */
  readonly fileName?: string;
  /** Letters, digits and `-` in the names; printable ASCII in the values. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface PutFacts extends ObjectFacts {
  /** Of the bytes, hex. */
  readonly sha256?: string;
  /** Only where there is no object yet. */
  readonly once?: boolean;
}

export interface NewPart {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

export interface Reading {
  /** In order; to be read to its end or closed. */
  readonly body: AsyncIterable<Buffer>;
  readonly head: ObjectHead;
  close(): void;
}

/** `exists`: the key has an object already, which is left as it is. */
export type Stored = { readonly kind: 'stored'; readonly etag: string } | { readonly kind: 'exists' };

/** `gone`: there is no such upload (any more). `invalid`: its parts are not these. */
export type Completed = Stored | { readonly kind: 'gone' } | { readonly kind: 'invalid' };

/**
 * A bucket, by whole keys. Every request has a limit and ends with the signal; it is tried again a few times where
 * that may help. What cannot be done is thrown as a StoreFailure.
 */
export interface Bucket {
  /** Stores the bytes under a key; the server checks their SHA-256. */
  put(key: string, bytes: Uint8Array, facts: PutFacts): Promise<Stored>;
  head(key: string): Promise<ObjectHead | undefined>;
  /** The bytes from `offset` on, at most `length`; undefined where there is no object, or none with that ETag. */
  read(
    key: string,
    range?: { readonly offset: number; readonly length: number },
    etag?: string,
  ): Promise<Reading | undefined>;
  /** Removes an object; one that is not there is no fault. */
  remove(key: string): Promise<void>;
  list(prefix: string, delimiter?: string): AsyncIterable<Listed>;
  /** Begins a multipart upload and gives its id. */
  beginMultipart(key: string, facts: ObjectFacts): Promise<string>;
  /** Stores a part in place of an older one of the number; undefined where the upload is gone. */
  putPart(key: string, uploadId: string, part: NewPart): Promise<StoredPart | undefined>;
  /** In order of their numbers; undefined where the upload is gone. */
  listParts(key: string, uploadId: string): Promise<readonly StoredPart[] | undefined>;
  listMultiparts(prefix: string): AsyncIterable<ListedMultipart>;
  /** Makes the parts one object, if the key has none. */
  complete(key: string, uploadId: string, parts: readonly StoredPart[]): Promise<Completed>;
  /** Gives up a multipart upload; one that is gone is no fault. */
  abort(key: string, uploadId: string): Promise<void>;
}
