import { randomBytes } from 'node:crypto';
import { appendFile, link, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UploadStage } from '../../test/builders/upload-stage.ts';
import { makeGrowingSender } from './send-growing.ts';
import { type UploadDeps, uploadArtifact } from './upload-artifact.ts';

const neverAborted = new AbortController().signal;
const key = 'runs/r1/node-1/1/perf';
const patience = { timeout: 15_000, interval: 20 };
let stage: UploadStage;
let directory: string;
let deps: UploadDeps;
let sentBytes: number;

beforeEach(async () => {
  stage = await UploadStage.start();
  directory = await mkdtemp(join(tmpdir(), 'toe-growing-'));
  sentBytes = 0;
  const take = async (bytes: number): Promise<void> => {
    sentBytes += bytes;
  };
  deps = { ...stage.deps, rate: { take } };
});
afterEach(async () => {
  await stage[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

/** Sends a file of the directory until it is ended. */
function send(path = 'out.txt'): { end: () => Promise<void> } {
  const ended = new AbortController();
  const file = {
    commandId: 'r1.n1.1',
    artifactId: 'perf',
    fileName: 'out.txt',
    mediaType: 'text/plain',
    directory,
    path,
    maxBytesPerSecond: 0,
    onDurable: () => undefined,
  };
  const sending = makeGrowingSender(deps)(file, ended.signal);
  return {
    end: async () => {
      ended.abort();
      await sending;
    },
  };
}

async function untilStored(bytes: number): Promise<void> {
  await vi.waitFor(async () => {
    const [upload] = await stage.server.store.listUnfinished(key);
    expect(upload?.durableBytes).toBe(bytes);
  }, patience);
}

describe('makeGrowingSender', () => {
  it('brings what there is while the file grows; the ordinary upload sends the rest and no byte twice', async () => {
    const bytes = randomBytes(3_000_000);
    await writeFile(join(directory, 'out.txt'), bytes.subarray(0, 10));
    const { end } = send();
    await untilStored(10);
    await appendFile(join(directory, 'out.txt'), bytes.subarray(10, 2_000_000));
    await untilStored(2_000_000);
    await end();
    const sealed = await stage.seal(bytes);
    expect(await uploadArtifact(sealed, deps, neverAborted)).toMatchObject({ kind: 'delivered' });
    expect(stage.storedSum()).toBe(sealed.artifact.sha256);
    expect(sentBytes).toBe(bytes.length);
  });

  it('goes on after the store was away, which it waits for without an end', async () => {
    await writeFile(join(directory, 'out.txt'), Buffer.alloc(100_000, 1));
    const { end } = send();
    await untilStored(100_000);
    await stage.server.close();
    await appendFile(join(directory, 'out.txt'), Buffer.alloc(50_000, 2));
    await stage.server.open();
    await untilStored(150_000);
    await end();
    expect(sentBytes).toBeLessThanOrEqual(200_000);
  });

  it('ends with its file though the store is away', async () => {
    await writeFile(join(directory, 'out.txt'), 'text');
    await stage.server.close();
    const { end } = send();
    await end();
    await stage.server.open();
    expect(await stage.server.store.listUnfinished('')).toEqual([]);
  });

  it.each([
    ['shrinks', async (path: string) => truncate(path, 10), randomBytes(500)],
    ['is replaced by another', async (path: string) => writeFile(path, randomBytes(4)), randomBytes(200_000)],
  ])('leaves one object, of the sealed bytes, where the file %s afterwards', async (_title, change, last) => {
    const path = join(directory, 'out.txt');
    await writeFile(path, randomBytes(100_000));
    const { end } = send();
    await untilStored(100_000);
    await change(path);
    await end();
    const sealed = await stage.seal(last);
    expect(await uploadArtifact(sealed, deps, neverAborted)).toMatchObject({ kind: 'delivered' });
    expect(stage.storedSum()).toBe(sealed.artifact.sha256);
    expect(await stage.server.store.list('')).toHaveLength(1);
  });

  it('sends nothing of a link, of a file with two names, of one outside, and of none', async () => {
    const secret = join(directory, 'secret');
    await writeFile(secret, 'secret');
    await mkdir(join(directory, 'run'));
    directory = join(directory, 'run');
    await symlink(secret, join(directory, 'link'));
    await link(secret, join(directory, 'twin'));
    const sendings = ['link', 'twin', '../secret', 'none'].map((path) => send(path));
    // A good one that is sent after them: they have been looked at meanwhile.
    await writeFile(join(directory, 'out.txt'), 'text');
    const good = send();
    await untilStored(4);
    for (const { end } of [...sendings, good]) await end();
    expect(sentBytes).toBe(4);
    directory = join(directory, '..');
  });
});
