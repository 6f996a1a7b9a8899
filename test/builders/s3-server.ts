import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { S3StoreConfig } from '../../coordinator/artifacts/store-config.ts';
import type { FleetOptions } from '../faults/harness/fleet.ts';
import { waitUntil } from '../faults/harness/wait-until.ts';
import { findFreePorts } from '../kube/harness/free-ports.ts';
import { Program } from '../kube/harness/program.ts';

const script = fileURLToPath(new URL('../../scripts/install-versitygw', import.meta.url));

/** The key of the server's only user; in the environment, where the SDK finds it. */
export const s3Credentials: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: 'toe-tester',
  AWS_SECRET_ACCESS_KEY: 'toe-tester-secret',
};

export interface S3ServerOptions {
  /** Serves what the server of this folder has. */
  readonly folder?: string;
  readonly readOnly?: boolean;
  readonly tls?: { readonly certificatePath: string; readonly keyPath: string };
}

/** A real S3 server whose buckets are folders and whose objects are files. */
export class S3Server implements AsyncDisposable {
  /** The folder of its buckets. */
  readonly folder: string;
  readonly port: number;
  readonly #ownsFolder: boolean;
  readonly #isTls: boolean;
  readonly #begin: () => Program;
  #program: Program;

  private constructor(folder: string, port: number, begin: () => Program, options: S3ServerOptions) {
    this.folder = folder;
    this.port = port;
    this.#begin = begin;
    this.#program = begin();
    this.#ownsFolder = options.folder === undefined;
    this.#isTls = options.tls !== undefined;
  }

  static async start(options: S3ServerOptions = {}): Promise<S3Server> {
    Object.assign(process.env, s3Credentials);
    const path = execFileSync(script, ['--find'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }).trim();
    const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'toe-s3-')));
    const [port = 0] = await findFreePorts(1);
    const { tls } = options;
    const argv = [
      [
        '--access',
        s3Credentials.AWS_ACCESS_KEY_ID ?? '',
        '--secret',
        s3Credentials.AWS_SECRET_ACCESS_KEY ?? '',
      ],
      ['--port', `127.0.0.1:${port}`, '--keep-alive', '--quiet'],
      options.readOnly === true ? ['--readonly'] : [],
      tls === undefined ? [] : ['--cert', tls.certificatePath, '--key', tls.keyPath],
      ['posix', folder],
    ].flat();
    const begin = (): Program => new Program('versitygw', path, argv, `${folder}.log`);
    const server = new S3Server(folder, port, begin, options);
    await server.#untilOpen();
    return server;
  }

  /** Goes away, with every connection. */
  async stop(): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
  }

  /** The same without being asked. */
  async kill(): Promise<void> {
    await this.#program.kill();
  }

  /** Comes back where it was. */
  async resume(): Promise<void> {
    this.#program = this.#begin();
    await this.#untilOpen();
  }

  get endpoint(): string {
    return this.#isTls ? `https://localhost:${this.port}` : `http://127.0.0.1:${this.port}`;
  }

  /** Makes a bucket, and gives the environment by which a coordinator keeps its store there. */
  async makeEnvironment(name: string): Promise<Readonly<Record<string, string>>> {
    await this.makeBucket(name);
    return {
      ...s3Credentials,
      TOE_STORE: 's3',
      TOE_S3_BUCKET: name,
      TOE_S3_PREFIX: 'toe',
      TOE_S3_ENDPOINT: this.endpoint,
    };
  }

  /** Makes a bucket as the store of a fleet. */
  async makeFleetStore(
    name: string,
  ): Promise<Required<Pick<FleetOptions, 'coordinatorEnvironment' | 'storeDirectory'>>> {
    const coordinatorEnvironment = await this.makeEnvironment(name);
    const { TOE_S3_PREFIX: prefix = '' } = coordinatorEnvironment;
    return { coordinatorEnvironment, storeDirectory: join(this.folder, name, prefix) };
  }

  /** Makes a bucket, and gives what a coordinator is told of it. */
  async makeBucket(name: string): Promise<S3StoreConfig> {
    await mkdir(join(this.folder, name));
    return {
      kind: 's3',
      bucket: name,
      prefix: '',
      endpoint: this.endpoint,
      region: 'us-east-1',
      pathStyle: true,
      caPath: undefined,
      encryption: { kind: 'none' },
      quotaBytes: 0,
      upload: 'auto',
      verify: 'whole',
      agentEndpoint: undefined,
      urlSeconds: 300,
      floorBytes: 0,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
    await rm(`${this.folder}.log`, { force: true });
    if (this.#ownsFolder) await rm(this.folder, { recursive: true, force: true });
  }

  async #untilOpen(): Promise<void> {
    await waitUntil(async () => ((await isOpen(this.port)) ? true : undefined), {
      timeoutMs: 10_000,
      what: 'the S3 server',
      explain: () => this.#program.explain(),
    });
  }
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  }).finally(() => socket.destroy());
}
