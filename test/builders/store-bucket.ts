import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenedStore } from '../../coordinator/artifacts/opened-store.ts';
import { makeS3Layout } from '../../coordinator/artifacts/s3/layout.ts';
import { openBucketPlace } from '../../coordinator/artifacts/s3/open-bucket-place.ts';
import { allFeatures, defaultLimits, type RequestLimits } from '../../coordinator/artifacts/s3/request.ts';
import { connectS3, S3Bucket } from '../../coordinator/artifacts/s3/s3-bucket.ts';
import type { S3StoreConfig } from '../../coordinator/artifacts/store-config.ts';
import { silentLog } from '../../shared/log.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { type Failpoints, noFailpoints } from '../../shared/runtime/failpoint.ts';
import type { S3Server } from './s3-server.ts';
import { StoreStage } from './store-stage.ts';

export interface StoreBucketOptions {
  readonly limits?: RequestLimits;
  readonly changes?: Partial<S3StoreConfig>;
  readonly mayBeClaimed?: (key: string) => Promise<boolean>;
}

/** An S3 store in a bucket of its own, below a prefix. */
export class StoreBucket extends StoreStage<OpenedStore> {
  readonly config: S3StoreConfig;
  /** Whether its process leads. */
  mayWrite = true;
  readonly #folder: string;
  readonly #workDirectory: string;
  readonly #options: StoreBucketOptions;
  readonly #places: Disposable[] = [];
  #over = new AbortController();

  private constructor(config: S3StoreConfig, folder: string, work: string, options: StoreBucketOptions) {
    super();
    this.config = config;
    this.#folder = folder;
    this.#workDirectory = work;
    this.#options = options;
  }

  static async make(server: S3Server, options: StoreBucketOptions = {}): Promise<StoreBucket> {
    const name = `toe-${randomBytes(6).toString('hex')}`;
    const config = { ...(await server.makeBucket(name)), prefix: 'team/toe', ...options.changes };
    const work = await mkdtemp(join(tmpdir(), 'toe-work-'));
    const bucket = new StoreBucket(config, join(server.folder, name), work, options);
    await bucket.reopen();
    return bucket;
  }

  /** The bucket itself, to look into it and to disturb it. */
  async openBucket(): Promise<S3Bucket> {
    const client = await connectS3(this.config, defaultLimits);
    this.#places.push({ [Symbol.dispose]: () => client.destroy() });
    const { signal } = new AbortController();
    return new S3Bucket(client, this.config, {
      limits: defaultLimits,
      features: allFeatures,
      signal,
      mayWrite: () => true,
    });
  }

  /** The store as another process has it at the same time. */
  async openOther(): Promise<OpenedStore> {
    return await this.#openPlace(this.config, noFailpoints, new AbortController().signal);
  }

  get layout(): ReturnType<typeof makeS3Layout> {
    return makeS3Layout(this.config.prefix);
  }

  /** Nothing that the store does goes on, as if its process were killed. */
  crash(): void {
    this.#over.abort();
    this.dropStore();
  }

  override get where(): string {
    return JSON.stringify(this.config);
  }

  override pathOf(key: string): string {
    return join(this.#folder, this.config.prefix, key);
  }

  override async listUnfinished(): Promise<readonly string[]> {
    const folder = join(this.#folder, this.config.prefix, '.uploads');
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const found = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    const bucket = await this.openBucket();
    for await (const { key } of bucket.listMultiparts('')) found.push(`multipart ${key}`);
    return found;
  }

  /** Gives up every multipart upload. */
  async abortAll(): Promise<void> {
    const bucket = await this.openBucket();
    for await (const { key, uploadId } of bucket.listMultiparts('')) await bucket.abort(key, uploadId);
  }

  async listCopies(): Promise<readonly string[]> {
    return await readdir(this.#workDirectory);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    this.#over.abort();
    for (const place of this.#places) place[Symbol.dispose]();
    await rm(this.#workDirectory, { recursive: true, force: true });
    await rm(this.#folder, { recursive: true, force: true });
  }

  protected override async openStore(failpoints: Failpoints, room: 'plenty' | 'none'): Promise<OpenedStore> {
    const config = room === 'none' ? { ...this.config, quotaBytes: 1 } : this.config;
    this.#over = new AbortController();
    return await this.#openPlace(config, failpoints, this.#over.signal);
  }

  async #openPlace(config: S3StoreConfig, failpoints: Failpoints, over: AbortSignal): Promise<OpenedStore> {
    const { limits = defaultLimits, mayBeClaimed } = this.#options;
    const place = await openBucketPlace(config, silentLog, limits);
    this.#places.push(place);
    return await place.open({
      over,
      mayWrite: () => this.mayWrite,
      workDirectory: this.#workDirectory,
      mayBeClaimed: async (_store, of) => (await mayBeClaimed?.(of)) ?? true,
      clock: systemClock,
      failpoints,
      log: silentLog,
    });
  }
}
