import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { S3StoreConfig } from '../../coordinator/artifacts/store-config.ts';
import { ensureAuthority } from '../../shared/pki/authority.ts';
import { issueCertificate } from '../../shared/pki/issue-certificate.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { DirectStage, expectNoSignatureInLog, expectOneObject } from '../../test/builders/direct-stage.ts';
import { S3Server } from '../../test/builders/s3-server.ts';
import { S3Proxy } from '../../test/fakes/s3-proxy.ts';
import { uploadArtifact } from './upload-artifact.ts';

// Two seconds each on an idle machine.
vi.setConfig({ testTimeout: 30_000 });

const partBytes = 8 * 1024 * 1024;
const bytes = randomBytes(2 * partBytes + 1_000_003);
const name = '/team/toe/runs/r1/node-1/1/perf';

let s3: S3Server;
beforeAll(async () => {
  s3 = await S3Server.start();
});
afterAll(() => s3[Symbol.asyncDispose]());

let stage: DirectStage;
async function start(changes: Partial<S3StoreConfig> = {}): Promise<void> {
  stage = await DirectStage.start(s3, changes);
  onTestFinished(() => stage[Symbol.asyncDispose]());
}
afterEach(() => expectNoSignatureInLog(stage));

describe('an upload of several parts', () => {
  it('goes to the bucket by the agent’s own requests, and is read back before its receipt', async () => {
    await start();
    const request = await stage.seal(bytes);
    const durable: number[] = [];
    const onDurable = (offset: number): void => void durable.push(offset);
    const result = await uploadArtifact({ ...request, onDurable }, stage.deps, new AbortController().signal);
    const { sha256 } = request.artifact;
    expect(result).toMatchObject({ kind: 'delivered', receipt: { sha256, sizeBytes: bytes.length } });
    expect(result.kind === 'delivered' && result.receipt.proof).toBeUndefined();
    expect(stage.storedSum()).toBe(sha256);
    expect(durable).toEqual([0, partBytes, 2 * partBytes, bytes.length, bytes.length]);
    expect(stage.proxy.partBytes).toBe(bytes.length);
    expect(stage.proxy.count('Get', name)).toBe(1);
    // Nothing came through the coordinator.
    expect(stage.server.progress).toEqual([]);
    expect(stage.server.ways).toEqual(['direct']);
    await expectOneObject(stage, bytes);
  });

  it('is not read back where its parts are proof enough, and its receipt says so', async () => {
    await start({ verify: 'parts' });
    const result = await stage.upload(bytes);
    expect(result).toMatchObject({ kind: 'delivered', receipt: { proof: 'composite' } });
    expect(stage.proxy.count('Get', name)).toBe(0);
    expect(await stage.server.store.list('')).toMatchObject([{ proof: 'composite' }]);
    await stage.server.close();
    await stage.server.open();
    expect(await stage.upload(bytes)).toEqual(result);
    await expectOneObject(stage, bytes);
  });

  it('that fits in one part is relayed, which is one request', async () => {
    await start();
    expect(await stage.upload(bytes.subarray(0, partBytes))).toMatchObject({ kind: 'delivered' });
    expect(stage.proxy.count('Part')).toBe(0);
    expect(stage.server.ways).toEqual(['relayed']);
  });

  it('is relayed for an agent that was told of no object store', async () => {
    await start();
    const { objectStore: _none, ...deps } = stage.deps;
    expect(await stage.upload(bytes, deps)).toMatchObject({ kind: 'delivered' });
    expect(stage.server.ways).toEqual(['relayed']);
    await expectOneObject(stage, bytes);
  });

  it('is relayed where the coordinator was told so', async () => {
    await start({ upload: 'relay' });
    expect(await stage.upload(bytes)).toMatchObject({ kind: 'delivered' });
    expect(stage.server.ways).toEqual(['relayed']);
  });

  it.each(['direct', 'relayed'])('that was begun the other way goes on behind its parts: %s', async (way) => {
    await start();
    const { objectStore: _none, ...relayed } = stage.deps;
    const [first, second] = way === 'direct' ? [relayed, stage.deps] : [stage.deps, relayed];
    const request = await stage.seal(bytes);
    const stop = new AbortController();
    const onDurable = (offset: number): void => {
      if (offset >= partBytes) stop.abort();
    };
    expect(await uploadArtifact({ ...request, onDurable }, first, stop.signal)).toEqual({ kind: 'stopped' });
    stage.proxy.partBytes = 0;
    const resumed: number[] = [];
    const noteDurable = (offset: number): void => void resumed.push(offset);
    const again = { ...request, onDurable: noteDurable };
    const result = await uploadArtifact(again, second, new AbortController().signal);
    expect(result).toMatchObject({ kind: 'delivered' });
    expect(resumed[0]).toBeGreaterThanOrEqual(partBytes);
    expect(stage.proxy.partBytes).toBeLessThanOrEqual(bytes.length - partBytes);
    expect(stage.storedSum()).toBe(request.artifact.sha256);
    await expectOneObject(stage, bytes);
  });

  it('that is stopped leaves no request behind', async () => {
    await start();
    stage.proxy.faults = [{ kind: 'silent', operation: 'Part' }];
    const stop = new AbortController();
    const running = uploadArtifact(await stage.seal(bytes), stage.deps, stop.signal);
    await vi.waitFor(() => expect(stage.proxy.count('Part')).toBe(1), { timeout: 10_000 });
    stop.abort();
    expect(await running).toEqual({ kind: 'stopped' });
    await vi.waitFor(() => expect(stage.proxy.underWay).toBe(0));
  });
});

describe('an object store that a node cannot use', () => {
  const relayed = ['direct', 'relayedForAgent'];

  it('since it does not trust its certificate gets its bytes by the coordinator', async () => {
    await using secure = await startSecure();
    await start({ endpoint: secure.server.endpoint, caPath: secure.caPath });
    const objectStore = { endpoint: secure.server.endpoint, caPath: undefined };
    expect(await stage.upload(bytes, { ...stage.deps, objectStore })).toMatchObject({ kind: 'delivered' });
    expect(stage.server.ways).toEqual(relayed);
    const why = `Cannot store a part at "localhost:${secure.server.port}": its certificate is not trusted (`;
    const remedy = "let TOE_S3_CA of this node name the authority's certificate";
    for (const message of [
      'Upload goes through the coordinator from now on',
      'Relayed an upload whose agent could not reach the object store',
    ]) {
      const line = stage.findLine(message);
      expect(line).toContain(JSON.stringify(why).slice(1, -1));
      expect(line).toContain(remedy);
    }
    await expectOneObject(stage, bytes);
  });

  it('is used by a node that was given the authority of its certificate', async () => {
    await using secure = await startSecure();
    const { endpoint } = secure.server;
    await start({ endpoint, caPath: secure.caPath });
    const objectStore = { endpoint, caPath: secure.caPath };
    expect(await stage.upload(bytes, { ...stage.deps, objectStore })).toMatchObject({ kind: 'delivered' });
    expect(stage.server.ways).toEqual(['direct']);
    await expectOneObject(stage, bytes);
  });

  it('since its authority’s file is not there gets its bytes by the coordinator', async () => {
    await start();
    const objectStore = { endpoint: 'https://localhost', caPath: '/nowhere/ca.crt' };
    expect(await stage.upload(bytes, { ...stage.deps, objectStore })).toMatchObject({ kind: 'delivered' });
    expect(stage.server.ways).toEqual(relayed);
    expect(stage.lines.join('')).toContain('is not readable: mend TOE_S3_CA');
  });

  it('since it is another one than the coordinator names is not sent a byte', async () => {
    await start();
    const objectStore = { endpoint: 'http://127.0.0.1:1', caPath: undefined };
    expect(await stage.upload(bytes, { ...stage.deps, objectStore })).toMatchObject({ kind: 'delivered' });
    expect(stage.server.ways).toEqual(relayed);
    expect(stage.lines.join('')).toContain('this node stores parts at \\"http://127.0.0.1:1\\" alone');
    await expectOneObject(stage, bytes);
  });

  it('since it names another place is not followed there', async () => {
    await start();
    await using elsewhere = await S3Proxy.start(s3.port);
    const location = `${elsewhere.endpoint}/x`;
    const fault = { operation: 'Part', status: 307, code: 'TemporaryRedirect', times: 1, location } as const;
    stage.proxy.faults = [{ kind: 'answer', ...fault }];
    expect(await stage.upload(bytes)).toMatchObject({ kind: 'delivered' });
    expect(stage.server.ways).toEqual(relayed);
    expect(elsewhere.seen).toEqual([]);
    await expectOneObject(stage, bytes);
  });

  it('since it refuses one URL after the other gets its bytes by the coordinator', async () => {
    await start();
    stage.proxy.faults = [
      { kind: 'answer', operation: 'Part', status: 403, code: 'RequestTimeTooSkewed', times: 2 },
    ];
    expect(await stage.upload(bytes)).toMatchObject({ kind: 'delivered' });
    expect(stage.server.ways).toEqual(relayed);
    expect(stage.lines.join('')).toContain('look whether the clocks agree');
    await expectOneObject(stage, bytes);
  });

  it('since it is away is waited for some time first', async () => {
    await start();
    stage.proxy.faults = [{ kind: 'answer', operation: 'Part', status: 503, code: 'SlowDown', times: 6 }];
    const deps = { ...stage.deps, clock: { ...systemClock, sleep: async () => undefined } };
    expect(await stage.upload(bytes, deps)).toMatchObject({ kind: 'delivered' });
    expect(stage.server.ways).toEqual([...Array.from({ length: 6 }, () => 'direct'), 'relayedForAgent']);
    await expectOneObject(stage, bytes);
  });
});

async function startSecure(): Promise<
  { readonly server: S3Server; readonly caPath: string } & AsyncDisposable
> {
  const directory = await mkdtemp(join(tmpdir(), 'toe-pki-'));
  const authority = await ensureAuthority(join(directory, 'pki'));
  const tls = await issueCertificate(authority, { kind: 'coordinator' });
  const server = await S3Server.start({ folder: s3.folder, tls });
  return {
    server,
    caPath: authority.certificatePath,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rm(directory, { recursive: true });
    },
  };
}
