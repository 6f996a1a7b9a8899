import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect } from 'vitest';
import {
  type UploadDeps,
  type UploadRequest,
  type UploadResult,
  uploadArtifact,
} from '../../agent/uploads/upload-artifact.ts';
import { openBucketPlace } from '../../coordinator/artifacts/s3/open-bucket-place.ts';
import type { S3StoreConfig } from '../../coordinator/artifacts/store-config.ts';
import { type Log, silentLog } from '../../shared/log.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { noFailpoints } from '../../shared/runtime/failpoint.ts';
import { S3Proxy } from '../fakes/s3-proxy.ts';
import { digest } from './artifact-calls.ts';
import { ArtifactServer, type OpenServedStore } from './artifact-server.ts';
import type { S3Server } from './s3-server.ts';
import { StoreBucket } from './store-bucket.ts';
import { sealFile } from './upload-stage.ts';

/** An artifact server whose store is a bucket, and an agent that reaches the bucket too, both through a proxy. */
export class DirectStage implements AsyncDisposable {
  readonly server: ArtifactServer;
  readonly proxy: S3Proxy;
  readonly bucket: StoreBucket;
  readonly deps: UploadDeps;
  /** Whatever agent and coordinator said. */
  readonly lines: string[];
  readonly #directory: string;

  private constructor(parts: {
    readonly server: ArtifactServer;
    readonly proxy: S3Proxy;
    readonly bucket: StoreBucket;
    readonly lines: string[];
    readonly log: Log;
    readonly directory: string;
  }) {
    this.server = parts.server;
    this.proxy = parts.proxy;
    this.bucket = parts.bucket;
    this.lines = parts.lines;
    this.#directory = parts.directory;
    this.deps = {
      client: this.server.connect(),
      clock: systemClock,
      log: parts.log,
      failpoints: noFailpoints,
      random: () => 0,
      objectStore: { endpoint: parts.bucket.config.endpoint ?? '', caPath: undefined },
    };
  }

  /** `changes` are laid over the store's configuration. */
  static async start(s3: S3Server, changes: Partial<S3StoreConfig> = {}): Promise<DirectStage> {
    const proxy = await S3Proxy.start(s3.port);
    const bucket = await StoreBucket.make(s3, { changes: { endpoint: proxy.endpoint, ...changes } });
    await bucket.close();
    const directory = await mkdtemp(join(tmpdir(), 'toe-direct-'));
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
    const open: OpenServedStore = async ({ failpoints }) => {
      const place = await openBucketPlace(bucket.config, log);
      const store = await place.open({
        over: new AbortController().signal,
        mayWrite: () => true,
        workDirectory: directory,
        mayBeClaimed: async () => true,
        clock: systemClock,
        failpoints,
        log: silentLog,
      });
      const close = async (): Promise<void> => {
        await store[Symbol.asyncDispose]();
        place[Symbol.dispose]();
      };
      return { ...store, [Symbol.asyncDispose]: close };
    };
    const server = await ArtifactServer.start(open, log);
    proxy.seen.length = 0;
    proxy.partBytes = 0;
    return new DirectStage({ server, proxy, bucket, lines, log, directory });
  }

  /** Seals the bytes and brings them to the store. */
  async upload(bytes: Buffer, deps: UploadDeps = this.deps): Promise<UploadResult> {
    return await uploadArtifact(await this.seal(bytes), deps, new AbortController().signal);
  }

  findLine(message: string): string | undefined {
    return this.lines.find((line) => line.includes(message));
  }

  async seal(bytes: Buffer, artifactId = 'perf'): Promise<UploadRequest> {
    return await sealFile(this.#directory, bytes, artifactId);
  }

  /** The SHA-256 of what the S3 server has, by a program that is not ours. */
  storedSum(artifactId = 'perf'): string {
    const path = this.bucket.pathOf(`runs/r1/node-1/1/${artifactId}`);
    return execFileSync('sha256sum', [path], { encoding: 'utf8' }).slice(0, 64);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.proxy.faults = [];
    await this.server[Symbol.asyncDispose]();
    await this.bucket[Symbol.asyncDispose]();
    await this.proxy[Symbol.asyncDispose]();
    await rm(this.#directory, { recursive: true });
  }
}

/** One object of these bytes, and nothing beside it. */
export async function expectOneObject(stage: DirectStage, bytes: Buffer): Promise<void> {
  expect(stage.storedSum()).toBe(digest(bytes));
  expect(await stage.bucket.listUnfinished()).toEqual([]);
  expect((await stage.server.store.list('')).map(({ sha256 }) => sha256)).toEqual([digest(bytes)]);
}

/** What is signed is a credential for as long as it is good. */
export function expectNoSignatureInLog({ lines }: DirectStage): void {
  const telling = lines.filter((line) => /X-Amz-(?:Signature|Credential|Security-Token)/i.test(line));
  expect(telling).toEqual([]);
}
