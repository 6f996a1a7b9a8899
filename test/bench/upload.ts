import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { readPeakMib } from './process-usage.ts';
import type { Row } from './row.ts';

export const sizeMib = 256;
const rounds = 3;
const scriptPath = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * One upload of 256 MiB through real TLS, gRPC and a disk store, from one process to another, beside `curl -T` to
 * a TLS sink on the same disk that syncs every 8 MiB. Both in turn, medians of three rounds.
 */
export async function benchUpload(): Promise<Row[]> {
  const root = await mkdtemp(join(tmpdir(), 'toe-bench-'));
  try {
    return await measure(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

async function measure(root: string): Promise<Row[]> {
  const path = join(root, 'file');
  const { certificate, key } = await makeCertificate(root);
  const sha256 = await makeFile(path);
  for (const name of ['store', 'sink']) await mkdir(join(root, name));
  await using server = await startProcess('upload-server.ts', [join(root, 'store'), certificate, key]);
  await using sink = await startProcess('upload-sink.ts', [join(root, 'sink'), certificate, key]);
  const ours: Sent[] = [];
  const curls: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    ours.push(await runSender('upload-sender.ts', [server.port, certificate, path, sha256, String(round)]));
    curls.push(await curl(sink.port, certificate, path));
    await rm(join(root, 'store', 'runs'), { recursive: true });
  }
  const rate = sizeMib / median(ours.map(({ seconds }) => seconds));
  const besideRate = sizeMib / median(curls);
  const beside = `curl -T to a TLS sink that syncs alike: ${besideRate.toFixed(0)} MiB/s`;
  return [
    { name: 'upload of 256 MiB', value: rate, unit: 'MiB/s', ratio: rate / besideRate, beside },
    { name: 'upload, sender peak RSS', value: Math.max(...ours.map(({ rssMib }) => rssMib)), unit: 'MiB' },
    { name: 'upload, receiver peak RSS', value: await readPeakMib(server.pid), unit: 'MiB' },
    { name: 'upload, sink peak RSS', value: await readPeakMib(sink.pid), unit: 'MiB' },
  ];
}

/** A certificate for `localhost` that proves itself. */
export async function makeCertificate(
  root: string,
): Promise<{ readonly certificate: string; readonly key: string }> {
  const files = { certificate: join(root, 'cert.pem'), key: join(root, 'key.pem') };
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const out = ['-keyout', files.key, '-out', files.certificate];
  await execa('openssl', ['req', '-x509', '-nodes', ...curve, ...subject, ...out]);
  return files;
}

export interface Sent {
  readonly kind: string;
  readonly seconds: number;
  readonly rssMib: number;
}

export async function makeFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await using file = await open(path, 'wx');
  for (let index = 0; index < sizeMib; index += 1) {
    const bytes = randomBytes(1024 * 1024);
    hash.update(bytes);
    await file.write(bytes);
  }
  await file.sync();
  return hash.digest('hex');
}

export async function startProcess(
  name: string,
  args: readonly string[],
): Promise<{ readonly port: string; readonly pid: number } & AsyncDisposable> {
  const child = execa(process.execPath, [scriptPath(name), ...args], { stdin: 'pipe', stderr: 'inherit' });
  const [line]: unknown[] = await once(child.stdout, 'data');
  return {
    port: String(line).trim(),
    pid: child.pid ?? 0,
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await child;
    },
  };
}

/** Runs a process that uploads and says how long it took. */
export async function runSender(name: string, args: readonly string[]): Promise<Sent> {
  const { stdout } = await execa(process.execPath, [scriptPath(name), ...args]);
  const sent: Sent = JSON.parse(stdout);
  if (sent.kind !== 'delivered') throw new Error(`Cannot measure: the upload was ${sent.kind}`);
  return sent;
}

async function curl(port: string, authority: string, path: string): Promise<number> {
  const to = ['--resolve', `localhost:${port}:127.0.0.1`, `https://localhost:${port}/`];
  const { stdout } = await execa('curl', [
    '-sSf',
    '--cacert',
    authority,
    '-T',
    path,
    '-w',
    '%{time_total}',
    ...to,
  ]);
  return Number(stdout);
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
