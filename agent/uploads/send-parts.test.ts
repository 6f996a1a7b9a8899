import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { S3StoreConfig } from '../../coordinator/artifacts/store-config.ts';
import { DirectStage, expectNoSignatureInLog, expectOneObject } from '../../test/builders/direct-stage.ts';
import { S3Server } from '../../test/builders/s3-server.ts';
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

describe('a part', () => {
  it('whose URL has expired is sent by a new one', async () => {
    await start({ urlSeconds: 2 });
    let isFirst = true;
    stage.proxy.onRequest = async ({ operation }) => {
      if (operation !== 'Part' || !isFirst) return;
      isFirst = false;
      await delay(3_500);
    };
    expect(await stage.upload(bytes)).toMatchObject({ kind: 'delivered' });
    expect(stage.proxy.count('Part')).toBeGreaterThan(3);
    expect(new Set(stage.server.ways)).toEqual(new Set(['direct']));
    await expectOneObject(stage, bytes);
  });

  it('whose URL is refused is sent by a new one at once', async () => {
    await start();
    stage.proxy.faults = [{ kind: 'answer', operation: 'Part', status: 403, code: 'AccessDenied', times: 1 }];
    expect(await stage.upload(bytes)).toMatchObject({ kind: 'delivered' });
    expect(stage.proxy.count('Part')).toBe(4);
    expect(stage.server.ways).toEqual(['direct']);
    await expectOneObject(stage, bytes);
  });

  it('that arrives with another bit is refused by the server and sent again', async () => {
    await start();
    stage.proxy.faults = [{ kind: 'flip', in: 'question', operation: 'Part', times: 1 }];
    expect(await stage.upload(bytes)).toMatchObject({ kind: 'delivered' });
    expect(stage.lines.join('')).toContain('other bytes arrived (400, BadDigest)');
    expect(stage.proxy.partBytes).toBeLessThanOrEqual(bytes.length + partBytes);
    expect(stage.server.ways).toEqual(['direct', 'direct']);
    await expectOneObject(stage, bytes);
  });

  it('whose answer is lost is looked for, and not sent again', async () => {
    await start();
    stage.proxy.faults = [{ kind: 'lost', operation: 'Part', times: 1 }];
    expect(await stage.upload(bytes)).toMatchObject({ kind: 'delivered' });
    expect(stage.proxy.partBytes).toBe(bytes.length);
    await expectOneObject(stage, bytes);
  });

  it('is tried again while the server cannot take it', async () => {
    await start();
    stage.proxy.faults = [
      { kind: 'answer', operation: 'Part', status: 503, code: 'SlowDown', times: 2 },
      { kind: 'answer', operation: 'Part', status: 500, code: 'InternalError', times: 1 },
    ];
    expect(await stage.upload(bytes)).toMatchObject({ kind: 'delivered' });
    expect(stage.server.ways).toEqual(['direct', 'direct', 'direct', 'direct']);
    await expectOneObject(stage, bytes);
  });

  it('of an upload that was given up is sent as one of a new upload', async () => {
    await start();
    let parts = 0;
    stage.proxy.onRequest = async ({ operation }) => {
      if (operation !== 'Part') return;
      parts += 1;
      if (parts === 2) await stage.bucket.abortAll();
    };
    expect(await stage.upload(bytes)).toMatchObject({ kind: 'delivered' });
    expect(stage.server.ways).toEqual(['direct', 'direct']);
    await expectOneObject(stage, bytes);
  });

  it('of a file that is not what was sealed is stored by nobody’s receipt, however it is verified', async () => {
    await start({ verify: 'parts' });
    const request = await stage.seal(bytes);
    const other = Buffer.from(bytes);
    other.writeUInt8(bytes.readUInt8(partBytes + 7) ^ 1, partBytes + 7);
    await writeFile(request.path, other);
    const result = await uploadArtifact(request, stage.deps, new AbortController().signal);
    expect(result).toMatchObject({ kind: 'refused', message: expect.stringMatching(/was sealed with/) });
    expect(await stage.server.store.list('')).toEqual([]);
  });

  it('that is there with other bytes of a file that was sealed again makes it begin again', async () => {
    await start({ verify: 'parts' });
    const stop = new AbortController();
    const onDurable = (offset: number): void => {
      if (offset >= partBytes) stop.abort();
    };
    const old = await stage.seal(randomBytes(bytes.length));
    await uploadArtifact({ ...old, onDurable }, stage.deps, stop.signal);
    expect(await stage.upload(bytes)).toMatchObject({ kind: 'delivered' });
    await expectOneObject(stage, bytes);
  });
});

describe('the completion', () => {
  it('whose answer is lost is asked for again', async () => {
    await start();
    stage.proxy.faults = [{ kind: 'lost', operation: 'Complete', times: 1 }];
    expect(await stage.upload(bytes)).toMatchObject({ kind: 'delivered' });
    expect(stage.proxy.count('Complete')).toBe(2);
    expect(stage.proxy.partBytes).toBe(bytes.length);
    await expectOneObject(stage, bytes);
  });

  it.each([
    { status: 404, code: 'NoSuchUpload' },
    { status: 412, code: 'PreconditionFailed' },
  ])('that is said to be $code is settled by what is there, which is then read back', async (said) => {
    await start({ verify: 'parts' });
    stage.proxy.faults = [
      { kind: 'lost', operation: 'Complete', times: 1 },
      { kind: 'answer', operation: 'Complete', times: 1, ...said },
    ];
    const result = await stage.upload(bytes);
    expect(result).toMatchObject({ kind: 'delivered' });
    expect(result.kind === 'delivered' && result.receipt.proof).toBeUndefined();
    expect(stage.proxy.partBytes).toBe(bytes.length);
    expect(stage.proxy.count('Get', name)).toBe(1);
    await expectOneObject(stage, bytes);
  });

  it('gives no receipt for what is read back with another bit', async () => {
    await start();
    stage.proxy.faults = [{ kind: 'flip', in: 'answer', operation: 'Get', about: name, times: 1 }];
    let receiptsBefore = -1;
    stage.proxy.onRequest = async ({ operation }) => {
      if (operation === 'Create' && stage.proxy.count('Get', name) === 1)
        receiptsBefore = stage.server.receipts.length;
    };
    expect(await stage.upload(bytes)).toMatchObject({ kind: 'delivered' });
    expect(receiptsBefore).toBe(0);
    expect(stage.proxy.count('Complete')).toBe(2);
    expect(stage.server.receipts).toHaveLength(1);
    await expectOneObject(stage, bytes);
  });

  it('makes way for its own bytes where something of nobody has their name', async () => {
    await start();
    const bucket = await stage.bucket.openBucket();
    await bucket.put(stage.bucket.layout.object('runs/r1/node-1/1/perf'), Buffer.from('stray'), {
      mediaType: 'text/plain',
    });
    expect(await stage.upload(bytes)).toMatchObject({ kind: 'delivered' });
    await expectOneObject(stage, bytes);
  });
});
