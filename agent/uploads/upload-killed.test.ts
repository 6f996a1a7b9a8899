import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { credentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../shared/log.ts';
import { makeArtifactClient } from '../../shared/rpc/write-codec.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { type UploadRequest, type UploadResult, uploadArtifact } from './upload-artifact.ts';

const script = fileURLToPath(new URL('../../test/builders/artifact-server-process.ts', import.meta.url));
const chunkBytes = 65_536;
const sizeBytes = 40 * 1024 * 1024 + 7;

let root: string;
let store: string;
let server: ChildProcess;
let port: string;
let request: UploadRequest;

async function start(at: string, failpoints: string): Promise<void> {
  server = spawn(process.execPath, [script, store, at, failpoints], { stdio: ['pipe', 'pipe', 'inherit'] });
  if (server.stdout === null) throw new Error('no output');
  const [line] = await once(server.stdout, 'data');
  port = String(line).trim();
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'toe-killed-'));
  store = join(root, 'store');
  const bytes = randomBytes(sizeBytes);
  const path = join(root, 'file');
  await writeFile(path, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const flags = { complete: true, required: true, output: 'perf', problem: '' };
  const names = { artifactId: 'perf', fileName: 'perf.data', mediaType: 'application/octet-stream' };
  request = { commandId: 'r1.n1.1', path, artifact: { ...names, ...flags, sizeBytes, sha256 } };
});
afterEach(async () => {
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  if (server.exitCode === null && server.signalCode === null) await ended;
  await rm(root, { recursive: true });
});

/** Uploads while the server is started again whenever it is killed; counts the bytes that were sent. */
async function upload(onDurable: (bytes: number) => void): Promise<{ result: UploadResult; sent: number }> {
  const stop = new AbortController();
  const address = `127.0.0.1:${port}`;
  const client = makeArtifactClient(address, credentials.createInsecure(), {
    'grpc.initial_reconnect_backoff_ms': 20,
    'grpc.max_reconnect_backoff_ms': 100,
  });
  let sent = 0;
  const failpoints = {
    reach: async (name: string) => {
      if (name === 'upload.before-chunk') sent += chunkBytes;
    },
  };
  const deps = { client, clock: systemClock, log: silentLog, failpoints, random: () => 0 };
  try {
    const result = await uploadArtifact({ ...request, onDurable }, deps, stop.signal);
    return { result, sent };
  } finally {
    client.close();
  }
}

function expectOneObject(): void {
  const stored = join(store, 'runs/r1/node-1/1/perf');
  const sum = execFileSync('sha256sum', [stored], { encoding: 'utf8' });
  expect(sum.slice(0, 64)).toBe(request.artifact.sha256);
}

describe('an upload to a server that is killed', () => {
  it('sends at most 8 MiB again for each time', async () => {
    await start('0', '');
    let kills = 0;
    let restarting = Promise.resolve();
    const onDurable = (bytes: number): void => {
      if (bytes < (kills + 1) * 12 * 1024 * 1024 || kills === 3 || server.killed) return;
      kills += 1;
      server.kill('SIGKILL');
      restarting = once(server, 'exit').then(() => start(port, ''));
    };
    const { result, sent } = await upload(onDurable);
    await restarting;
    expect(result.kind).toBe('delivered');
    expect(kills).toBe(3);
    expect(sent - sizeBytes).toBeLessThanOrEqual(3 * (8 * 1024 * 1024 + chunkBytes));
    expectOneObject();
  });

  it.each(['store.before-sync', 'store.before-rename', 'store.after-rename', 'store.before-receipt'])(
    'ends in one object and its receipt when it dies at %s, and sends nothing again',
    async (name) => {
      await start('0', `${name}=kill`);
      const died = once(server, 'exit');
      const restarted = died.then(() => start(port, ''));
      const { result, sent } = await upload(() => undefined);
      await restarted;
      expect((await died)[1]).toBe('SIGKILL');
      expect(result).toMatchObject({ kind: 'delivered', receipt: { sha256: request.artifact.sha256 } });
      expect(sent - sizeBytes).toBeLessThan(chunkBytes);
      expectOneObject();
      const left = await readdir(join(store, '.uploads'), { recursive: true });
      expect(left.filter((entry) => entry.includes('perf'))).toEqual([]);
    },
  );
});
