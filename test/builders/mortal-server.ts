import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { credentials } from '@grpc/grpc-js';
import type { ObjectStore } from '../../agent/uploads/store-connection.ts';
import {
  type UploadRequest,
  type UploadResult,
  uploadArtifact,
} from '../../agent/uploads/upload-artifact.ts';
import type { S3StoreConfig } from '../../coordinator/artifacts/store-config.ts';
import { silentLog } from '../../shared/log.ts';
import { makeArtifactClient } from '../../shared/rpc/write-codec.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { digest } from './artifact-calls.ts';
import type { StoreWay } from './each-store.ts';

const script = fileURLToPath(new URL('artifact-server-process.ts', import.meta.url));

/** What an agent sends at once. */
export const chunkBytes = 65_536;

/** An artifact server in a process of its own that is killed and started again, and a file that is sent to it. */
export class MortalServer implements AsyncDisposable {
  readonly request: UploadRequest;
  readonly #directory: string;
  readonly #where: string;
  readonly #way: StoreWay;
  #process: ChildProcess | undefined;
  #port = '0';

  private constructor(where: string, directory: string, request: UploadRequest, way: StoreWay) {
    this.#where = where;
    this.#way = way;
    this.#directory = directory;
    this.request = request;
  }

  /** `where` is a folder, or a configuration of a store in JSON. */
  static async make(where: string, sizeBytes: number, way: StoreWay = 'relayed'): Promise<MortalServer> {
    const directory = await mkdtemp(join(tmpdir(), 'toe-killed-'));
    const bytes = randomBytes(sizeBytes);
    const path = join(directory, 'file');
    await writeFile(path, bytes);
    const flags = { complete: true, required: true, output: 'perf', problem: '' };
    const names = { artifactId: 'perf', fileName: 'perf.data', mediaType: 'application/octet-stream' };
    const artifact = { ...names, ...flags, sizeBytes, sha256: digest(bytes) };
    return new MortalServer(where, directory, { commandId: 'r1.n1.1', path, artifact }, way);
  }

  /** Starts it, the second time on the port of before. */
  async start(failpoints = ''): Promise<void> {
    const argv = [script, this.#where, this.#port, failpoints];
    const child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process = child;
    const [line] = await once(child.stdout, 'data');
    this.#port = String(line).trim();
  }

  get isAlive(): boolean {
    const child = this.#process;
    return child !== undefined && !child.killed && child.exitCode === null && child.signalCode === null;
  }

  /** Resolves with the signal that ended it. */
  async died(): Promise<NodeJS.Signals | null> {
    const child = this.#process;
    if (child === undefined || child.signalCode !== null) return child?.signalCode ?? null;
    await once(child, 'exit');
    return child.signalCode;
  }

  async kill(): Promise<void> {
    this.#process?.kill('SIGKILL');
    await this.died();
  }

  /** Uploads however often the server is away; counts the bytes that were sent. */
  async upload(
    onDurable: (bytes: number) => void = () => undefined,
    onSent: (bytes: number) => void = () => undefined,
  ): Promise<{ readonly result: UploadResult; readonly sent: number }> {
    const client = makeArtifactClient(`127.0.0.1:${this.#port}`, credentials.createInsecure(), {
      'grpc.initial_reconnect_backoff_ms': 20,
      'grpc.max_reconnect_backoff_ms': 100,
    });
    let sent = 0;
    const failpoints = {
      reach: async (name: string) => {
        if (name !== 'upload.before-chunk') return;
        sent += chunkBytes;
        onSent(sent);
      },
    };
    const objectStore = this.#way === 'direct' ? readObjectStore(this.#where) : undefined;
    const deps = { client, clock: systemClock, log: silentLog, failpoints, random: () => 0, objectStore };
    try {
      const request = { ...this.request, onDurable };
      return { result: await uploadArtifact(request, deps, new AbortController().signal), sent };
    } finally {
      client.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isAlive) await this.kill();
    await rm(this.#directory, { recursive: true });
  }
}

function readObjectStore(where: string): ObjectStore {
  const { endpoint } = JSON.parse(where) as S3StoreConfig;
  return { endpoint: endpoint ?? '', caPath: undefined };
}
