import { randomUUID } from 'node:crypto';
import { StoreFailure } from '../store-failure.ts';
import type { Bucket } from './bucket.ts';
import type { S3Layout } from './layout.ts';
import { readSmall } from './read-bytes.ts';

const mediaType = 'application/json';

/** Stores bytes where there is nothing yet; whoever is first of many stays. */
async function createOnce(bucket: Bucket, name: string, bytes: Uint8Array): Promise<'created' | 'exists'> {
  const write = randomUUID();
  const metadata = { 'toe-write': write };
  const stored = await bucket.put(name, bytes, { mediaType, metadata, once: true });
  if (stored.kind === 'stored') return 'created';
  // The answer to a try before may have been lost.
  return (await bucket.head(name))?.metadata['toe-write'] === write ? 'created' : 'exists';
}

/** Small documents, atomic and durable: S3 shows the whole of an object or nothing. */
export class S3Documents {
  readonly #bucket: Bucket;
  readonly #layout: S3Layout;

  constructor(bucket: Bucket, layout: S3Layout) {
    this.#bucket = bucket;
    this.#layout = layout;
  }

  async create(key: string, bytes: Uint8Array): Promise<'created' | 'exists'> {
    return await createOnce(this.#bucket, this.#layout.object(key), bytes);
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#bucket.put(this.#layout.object(key), bytes, { mediaType });
  }

  async read(key: string): Promise<Buffer | undefined> {
    return await readSmall(this.#bucket, this.#layout.object(key));
  }

  /** The next segments below a key, sorted. */
  async listNames(prefix: string): Promise<readonly string[]> {
    const folder = `${this.#layout.object(prefix)}/`;
    const names: string[] = [];
    for await (const { key } of this.#bucket.list(folder, '/'))
      names.push(key.slice(folder.length).replace(/\/$/, ''));
    return names.toSorted();
  }
}

/** Epochs that were noted: each a name that is made once, so that the highest never falls, whoever writes. */
export class S3Epochs {
  readonly #bucket: Bucket;
  readonly #folder: string;

  constructor(bucket: Bucket, layout: S3Layout) {
    this.#bucket = bucket;
    this.#folder = layout.epochs;
  }

  /** 0: none. */
  async readHighest(): Promise<number> {
    return Math.max(0, ...(await this.#list()));
  }

  /** Throws where a higher one stands: its leader came later. */
  async note(epoch: number): Promise<void> {
    await createOnce(this.#bucket, this.#name(epoch), Buffer.from('{}\n'));
    const noted = await this.#list();
    const highest = Math.max(0, ...noted);
    if (highest > epoch)
      throw new StoreFailure('busy', `note epoch ${epoch}`, `epoch ${highest} is noted already`);
    for (const older of noted) if (older < epoch) await this.#bucket.remove(this.#name(older));
  }

  async #list(): Promise<readonly number[]> {
    const epochs: number[] = [];
    for await (const { key } of this.#bucket.list(this.#folder)) {
      const epoch = Number(key.slice(this.#folder.length));
      if (Number.isSafeInteger(epoch)) epochs.push(epoch);
    }
    return epochs;
  }

  #name(epoch: number): string {
    return `${this.#folder}${String(epoch).padStart(16, '0')}`;
  }
}
