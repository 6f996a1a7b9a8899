import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { runBenchProcess } from './bench-process.ts';
import { median } from './median.ts';
import { readCpuSeconds, readPeakMib, resetPeak } from './process-usage.ts';
import type { Row } from './row.ts';
import { openUploadScene, type SceneFile, type UploadScene } from './upload-scene.ts';

const totalMib = 1024;
const rounds = 3;
/** What stands between takes a share of the processor, near or far. */
const proxy = 'the same at 0 ms through such a proxy';

/**
 * 1 GiB through real TLS, gRPC and a disk store, from one process to another: as one upload and as sixteen at once, on
 * the loopback, through a proxy, and 10 ms away behind it. Beside each `curl -T` of the same, as many at once and on the same way, to a TLS sink on
 * the same disk that syncs every 8 MiB. In turn, medians of three rounds.
 */
export async function benchUpload(): Promise<Row[]> {
  await using scene = await openUploadScene();
  const whole = await scene.makeFile(totalMib);
  const part = await scene.makeFile(totalMib / 16);
  const near = { server: scene.server.port, sink: scene.sink.port };
  const proxied = { server: scene.proxiedServer.port, sink: scene.proxiedSink.port };
  const far = { server: scene.farServer.port, sink: scene.farSink.port };
  const one = await measure(scene, { file: whole, streams: 1, ...near });
  const many = await measure(scene, { file: part, streams: 16, ...near });
  const proxiedOne = await measure(scene, { file: whole, streams: 1, ...proxied });
  const proxiedMany = await measure(scene, { file: part, streams: 16, ...proxied });
  const farOne = await measure(scene, { file: whole, streams: 1, ...far });
  const farMany = await measure(scene, { file: part, streams: 16, ...far });
  return [
    toRow('upload of 1 GiB', one),
    toRow('16 uploads at once, 1 GiB together', many),
    toRow('upload of 1 GiB, 10 ms away', farOne),
    toRow('16 uploads at once, 10 ms away', farMany),
    besideNear('upload, 10 ms away beside 0 ms', farOne, one, 'the same at 0 ms'),
    besideNear('16 uploads, 10 ms away beside 0 ms', farMany, many, 'the same at 0 ms'),
    besideNear('upload, 10 ms away beside 0 ms, both by proxy', farOne, proxiedOne, proxy),
    besideNear('16 uploads, 10 ms away beside 0 ms, both by proxy', farMany, proxiedMany, proxy),
    { name: 'upload of 1 GiB: CPU of the sender', value: one.senderCpuSeconds, unit: 's' },
    { name: 'upload of 1 GiB: CPU of the receiver', value: one.serverCpuSeconds, unit: 's' },
    { name: 'upload of 1 GiB: sender peak RSS', value: one.senderMib, unit: 'MiB' },
    { name: 'upload of 1 GiB: receiver peak RSS', value: one.serverMib, unit: 'MiB' },
    { name: '16 uploads: sender peak RSS', value: many.senderMib, unit: 'MiB' },
    { name: '16 uploads: receiver peak RSS', value: many.serverMib, unit: 'MiB' },
    { name: 'control round trip beside 16 uploads, p99', value: many.controlP99Ms, unit: 'ms' },
    await benchCopy(whole, join(scene.storeDirectory, 'copy')),
  ];
}

interface Scenario {
  readonly file: SceneFile;
  readonly streams: number;
  readonly server: string;
  readonly sink: string;
}

interface Measured {
  readonly mibPerSecond: number;
  readonly curlMibPerSecond: number;
  readonly senderCpuSeconds: number;
  readonly serverCpuSeconds: number;
  readonly senderMib: number;
  readonly serverMib: number;
  readonly controlP99Ms: number;
}

/** What a sender says when it is done. */
export interface Sent {
  readonly kind: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rssMib: number;
}

async function measure(scene: UploadScene, { file, streams, ...to }: Scenario): Promise<Measured> {
  const sent: (Sent & { readonly serverCpuSeconds: number; readonly controlP99Ms: number })[] = [];
  const curls: number[] = [];
  await resetPeak(scene.server.pid);
  for (let round = 0; round < rounds; round += 1) {
    const before = await readCpuSeconds(scene.server.pid);
    await using probe = startProbe(scene.server.port, scene.certificatePath);
    const args = [
      to.server,
      scene.certificatePath,
      file.path,
      file.sha256,
      String(1 + round * streams),
      String(streams),
    ];
    const one = await runSender('upload-sender.ts', args);
    const serverCpuSeconds = (await readCpuSeconds(scene.server.pid)) - before;
    sent.push({ ...one, serverCpuSeconds, controlP99Ms: await probe.end() });
    curls.push(await curl(to.sink, scene.certificatePath, file.path, streams));
    await rm(join(scene.storeDirectory, 'runs'), { recursive: true });
    await rm(join(scene.storeDirectory, '.sidecars'), { recursive: true });
  }
  const mib = file.sizeMib * streams;
  const middle = (pick: (one: (typeof sent)[number]) => number): number => median(sent.map(pick));
  return {
    mibPerSecond: mib / middle(({ seconds }) => seconds),
    curlMibPerSecond: mib / median(curls),
    senderCpuSeconds: middle(({ cpuSeconds }) => cpuSeconds),
    serverCpuSeconds: middle((one) => one.serverCpuSeconds),
    senderMib: Math.max(...sent.map(({ rssMib }) => rssMib)),
    serverMib: await readPeakMib(scene.server.pid),
    controlP99Ms: middle(({ controlP99Ms }) => controlP99Ms),
  };
}

/** Runs a process that uploads and says how long it took. */
export async function runSender(name: string, args: readonly string[]): Promise<Sent> {
  const sent = await runBenchProcess<Sent>(name, args);
  if (sent.kind !== 'delivered') throw new Error(`Cannot measure: an upload was ${sent.kind}`);
  return sent;
}

function toRow(name: string, { mibPerSecond, curlMibPerSecond }: Measured): Row {
  const beside = `curl -T to a TLS sink that syncs alike: ${curlMibPerSecond.toFixed(0)} MiB/s`;
  return { name, value: mibPerSecond, unit: 'MiB/s', ratio: mibPerSecond / curlMibPerSecond, beside };
}

function besideNear(name: string, far: Measured, near: Measured, what: string): Row {
  const ratio = far.mibPerSecond / near.mibPerSecond;
  const beside = `${what}; curl has ${(far.curlMibPerSecond / near.curlMibPerSecond).toFixed(2)}`;
  return { name, value: far.mibPerSecond, unit: 'MiB/s', ratio, beside };
}

/** What a copy of the same bytes and their SHA-256 take on this machine, without any network. */
async function benchCopy({ path, sizeMib }: SceneFile, to: string): Promise<Row> {
  const begin = performance.now();
  await execa('cp', [path, to]);
  await execa('sync', ['-d', to]);
  await execa('sha256sum', [to]);
  const seconds = (performance.now() - begin) / 1_000;
  await rm(to);
  return { name: 'cp, sync and sha256sum of 1 GiB', value: sizeMib / seconds, unit: 'MiB/s' };
}

/** Small calls beside the uploads; `end` gives the 99th percentile of their round trips in milliseconds. */
function startProbe(port: string, authority: string): AsyncDisposable & { end(): Promise<number> } {
  const path = fileURLToPath(new URL('control-probe.ts', import.meta.url));
  const child = execa(process.execPath, [path, port, authority], { stdin: 'pipe', stderr: 'inherit' });
  const started = once(child.stdout, 'data');
  return {
    end: async () => {
      await started;
      child.stdin.end();
      const { stdout } = await child;
      const measured: { readonly p99Ms: number } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
      return measured.p99Ms;
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await child;
    },
  };
}

/** How long it takes until all are there, in seconds. */
async function curl(port: string, authority: string, path: string, streams: number): Promise<number> {
  const to = ['--resolve', `localhost:${port}:127.0.0.1`, `https://localhost:${port}/`];
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: streams }, () => execa('curl', ['-sSf', '--cacert', authority, '-T', path, ...to])),
  );
  return (performance.now() - begin) / 1_000;
}
