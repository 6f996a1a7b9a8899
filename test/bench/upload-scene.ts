import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { type BenchProcess, startBenchProcess } from './bench-process.ts';

/** What an upload is measured on: a receiver of ours, a plain one beside it, and a file to send. */
export interface UploadScene extends AsyncDisposable {
  readonly certificatePath: string;
  readonly storeDirectory: string;
  readonly sinkDirectory: string;
  readonly server: BenchProcess;
  readonly sink: BenchProcess;
  /** The same two behind a proxy that delays nothing: what a proxy takes of the processor. */
  readonly proxiedServer: BenchProcess;
  readonly proxiedSink: BenchProcess;
  /** The same two, 5 ms away each way. */
  readonly farServer: BenchProcess;
  readonly farSink: BenchProcess;
  /** A file of so many MiB that no compression makes smaller. */
  makeFile(sizeMib: number): Promise<SceneFile>;
}

export interface SceneFile {
  readonly path: string;
  readonly sha256: string;
  readonly sizeMib: number;
}

const onewayMs = 5;

export async function openUploadScene(): Promise<UploadScene> {
  await using undo = new AsyncDisposableStack();
  const root = await mkdtemp(join(tmpdir(), 'toe-bench-'));
  undo.defer(() => rm(root, { recursive: true, force: true }));
  const { certificatePath, keyPath } = await makeCertificate(root);
  const [storeDirectory, sinkDirectory] = [join(root, 'store'), join(root, 'sink')];
  for (const directory of [storeDirectory, sinkDirectory]) await mkdir(directory);
  const start = async (name: string, ...args: readonly string[]): Promise<BenchProcess> =>
    undo.use(await startBenchProcess(name, args));
  const server = await start('upload-server.ts', storeDirectory, certificatePath, keyPath);
  const sink = await start('upload-sink.ts', sinkDirectory, certificatePath, keyPath);
  const proxiedServer = await start('delay-proxy.ts', server.port, '0');
  const proxiedSink = await start('delay-proxy.ts', sink.port, '0');
  const farServer = await start('delay-proxy.ts', server.port, String(onewayMs));
  const farSink = await start('delay-proxy.ts', sink.port, String(onewayMs));
  const owned = undo.move();
  return {
    certificatePath,
    storeDirectory,
    sinkDirectory,
    server,
    sink,
    proxiedServer,
    proxiedSink,
    farServer,
    farSink,
    makeFile: (sizeMib) => makeFile(join(root, `file-${sizeMib}`), sizeMib),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A certificate for `localhost` that proves itself. */
export async function makeCertificate(
  root: string,
): Promise<{ readonly certificatePath: string; readonly keyPath: string }> {
  const files = { certificatePath: join(root, 'cert.pem'), keyPath: join(root, 'key.pem') };
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const out = ['-keyout', files.keyPath, '-out', files.certificatePath];
  await execa('openssl', ['req', '-x509', '-nodes', ...curve, ...subject, ...out]);
  return files;
}

/** A file of random bytes. */
export async function makeFile(path: string, sizeMib: number): Promise<SceneFile> {
  const hash = createHash('sha256');
  await using file = await open(path, 'wx');
  for (let index = 0; index < sizeMib; index += 1) {
    const bytes = randomBytes(1024 * 1024);
    hash.update(bytes);
    await file.write(bytes);
  }
  await file.sync();
  return { path, sha256: hash.digest('hex'), sizeMib };
}
