import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../shared/runtime/clock.ts';
import { parseFailpoints } from '../../shared/runtime/failpoint.ts';
import { ArtifactServer } from '../../test/builders/artifact-server.ts';
import { UploadStage } from '../../test/builders/upload-stage.ts';
import { type UploadDeps, uploadArtifact } from './upload-artifact.ts';

let stage: UploadStage;
let server: ArtifactServer;
let deps: UploadDeps;
const controller = (): AbortController => new AbortController();

beforeEach(async () => {
  stage = await UploadStage.start();
  ({ server, deps } = stage);
});
afterEach(() => stage[Symbol.asyncDispose]());

describe('uploadArtifact', () => {
  it('delivers the bytes that an independent sha256sum proves, and tells the coordinator once', async () => {
    const request = await stage.seal(randomBytes(20 * 1024 * 1024 + 1));
    const result = await uploadArtifact(request, deps, controller().signal);
    expect(result).toMatchObject({ kind: 'delivered', receipt: { key: 'runs/r1/node-1/1/perf' } });
    expect(stage.storedSum()).toBe(request.artifact.sha256);
    expect(server.receipts.map(({ fileName, runUid, nodeUid }) => ({ fileName, runUid, nodeUid }))).toEqual([
      { fileName: 'perf.data', runUid: 'r1', nodeUid: 'n1' },
    ]);
    expect(server.progress.at(-1)?.durableOffset).toBe(request.artifact.sizeBytes);
  });

  it.each(['upload.before-open', 'upload.before-chunk', 'upload.before-finish'])(
    'goes on at the next leader where the one of before has died at %s',
    async (place) => {
      const request = await stage.seal(randomBytes(4 * 1024 * 1024));
      const before = await ArtifactServer.start();
      onTestFinished(() => before[Symbol.asyncDispose]());
      if (place === 'upload.before-open') await before.close();
      const left = new AbortController();
      let client = before.connect();
      const failpoints = {
        reach: async (name: string) => {
          if (name === place && before.isOpen) await before.close();
        },
      };
      const moving = {
        ...deps,
        failpoints,
        get client() {
          return client;
        },
        get left() {
          return left.signal.aborted ? new AbortController().signal : left.signal;
        },
      };
      const uploaded = uploadArtifact(request, moving, controller().signal);
      await vi.waitFor(() => expect(before.isOpen).toBe(false));
      client = server.connect();
      left.abort();
      expect(await uploaded).toMatchObject({ kind: 'delivered' });
      expect(stage.storedSum()).toBe(request.artifact.sha256);
    },
  );

  it('delivers files of every size', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.nat(300_000), fc.constantFrom(0, 1, 65_536, 524_288, 524_289)),
        async (size) => {
          count += 1;
          const request = await stage.seal(randomBytes(size), `file-${count}`);
          const result = await uploadArtifact(request, deps, controller().signal);
          expect(result.kind).toBe('delivered');
          expect(stage.storedSum(`file-${count}`)).toBe(request.artifact.sha256);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('delivers again without a byte when the receipt was lost', async () => {
    const request = await stage.seal(randomBytes(100_000));
    const first = await uploadArtifact(request, deps, controller().signal);
    const failing = { ...deps, failpoints: parseFailpoints('upload.before-chunk=error', () => undefined) };
    expect(await uploadArtifact(request, failing, controller().signal)).toEqual(first);
  });

  it('goes on from the durable offset when the server restarts in the middle', async () => {
    const request = await stage.seal(randomBytes(24 * 1024 * 1024));
    let restarted: Promise<void> | undefined;
    const resumedAt: number[] = [];
    let isDown = false;
    const onDurable = (bytes: number): void => {
      if (isDown) resumedAt.push(bytes);
      if (bytes < 4 * 1024 * 1024 || restarted !== undefined) return;
      isDown = true;
      restarted = server.close().then(() => server.open());
    };
    const result = await uploadArtifact({ ...request, onDurable }, deps, controller().signal);
    await restarted;
    expect(result.kind).toBe('delivered');
    expect(resumedAt[0]).toBeGreaterThan(0);
    expect(stage.storedSum()).toBe(request.artifact.sha256);
  });

  it('goes on after a failure of its own between two chunks', async () => {
    const request = await stage.seal(randomBytes(3 * 1024 * 1024));
    let reached = 0;
    const failpoints = {
      reach: async (name: string) => {
        if (name !== 'upload.before-chunk') return;
        reached += 1;
        if (reached === 30) throw new Error('stop here');
      },
    };
    const result = await uploadArtifact(request, { ...deps, failpoints }, controller().signal);
    expect(result.kind).toBe('delivered');
    expect(stage.storedSum()).toBe(request.artifact.sha256);
    expect(reached).toBeGreaterThan(48);
  });

  it.each([200_000, 50_000])('replaces %d unfinished bytes of a file that was sealed again', async (size) => {
    const meta = {
      owner: 'r1.n1.1',
      artifactId: 'perf',
      fileName: 'x',
      mediaType: 'x/y',
      declaredSizeBytes: 0,
    };
    const key = 'runs/r1/node-1/1/perf';
    await server.store.openUpload(key, meta);
    const writer = await server.store.openWriter(key, meta.owner, () => undefined);
    await writer?.append(0, randomBytes(size));
    await writer?.close();
    const request = await stage.seal(randomBytes(100_000));
    expect(await uploadArtifact(request, deps, controller().signal)).toMatchObject({ kind: 'delivered' });
    expect(stage.storedSum()).toBe(request.artifact.sha256);
  });

  it('waits with its file while the store is full, and delivers when there is room', async () => {
    const request = await stage.seal(randomBytes(1_000));
    await server.close();
    server.floorBytes = Number.MAX_SAFE_INTEGER;
    await server.open();
    let sleeps = 0;
    const clock = {
      ...systemClock,
      sleep: async () => {
        sleeps += 1;
        if (sleeps !== 3) return;
        await server.close();
        server.floorBytes = 0;
        await server.open();
      },
    };
    const result = await uploadArtifact(request, { ...deps, clock }, controller().signal);
    expect(result.kind).toBe('delivered');
    expect(sleeps).toBeGreaterThanOrEqual(3);
  });

  it('is refused for another node’s command and for a run that is gone', async () => {
    const foreign = await stage.seal(randomBytes(10), 'perf', 'r1.n2.1');
    expect(await uploadArtifact(foreign, deps, controller().signal)).toEqual({
      kind: 'refused',
      message: 'Cannot upload: command "r1.n2.1" is not one of node "node-1"',
    });
    server.acceptsRun = false;
    const gone = await uploadArtifact(await stage.seal(randomBytes(10)), deps, controller().signal);
    expect(gone).toEqual({ kind: 'refused', message: 'Cannot upload: there is no run "r1" here' });
  });

  it.each([
    ['other bytes', randomBytes(100_000)],
    ['fewer bytes', randomBytes(70_000)],
  ])('is refused where the file has %s than were sealed', async (_what, bytes) => {
    const request = await stage.seal(randomBytes(100_000));
    await writeFile(request.path, bytes);
    const result = await uploadArtifact(request, deps, controller().signal);
    expect(result).toMatchObject({ kind: 'refused', message: expect.stringMatching(/sealed with/) });
    expect(await server.store.list('')).toEqual([]);
  });

  it('is refused where the store has finished another file of that name', async () => {
    await uploadArtifact(await stage.seal(Buffer.from('one')), deps, controller().signal);
    const result = await uploadArtifact(await stage.seal(Buffer.from('two')), deps, controller().signal);
    expect(result).toMatchObject({ kind: 'refused', message: expect.stringMatching(/other bytes/) });
  });

  it('is stopped by the signal while nobody answers, and by its deadline', async () => {
    await server.close();
    const request = await stage.seal(randomBytes(10));
    const stop = controller();
    const running = uploadArtifact(request, deps, stop.signal);
    stop.abort();
    expect(await running).toEqual({ kind: 'stopped' });
    expect(await uploadArtifact({ ...request, deadlineMs: 20 }, deps, controller().signal)).toEqual({
      kind: 'stopped',
    });
  });
});
