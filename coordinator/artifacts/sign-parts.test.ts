import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ArtifactServiceClient } from '../../shared/rpc/generated/toe/v1/ArtifactService.ts';
import type { OpenUploadRequest } from '../../shared/rpc/generated/toe/v1/OpenUploadRequest.ts';
import { makeArtifactCalls, uploadId } from '../../test/builders/artifact-calls.ts';
import { ArtifactServer } from '../../test/builders/artifact-server.ts';
import { DirectStage } from '../../test/builders/direct-stage.ts';
import { S3Server } from '../../test/builders/s3-server.ts';
import { UploadStage } from '../../test/builders/upload-stage.ts';

const partBytes = 8 * 1024 * 1024;
const sized: OpenUploadRequest = { declaredSizeBytes: 2 * partBytes + 5, parts: { problem: '' } };
const sha256 = Buffer.alloc(32, 1);

let s3: S3Server;
let client: ArtifactServiceClient;
const { open, sign } = makeArtifactCalls(() => client);
beforeAll(async () => {
  s3 = await S3Server.start();
});
afterAll(() => s3[Symbol.asyncDispose]());
afterEach(() => client.close());

async function startDirect(): Promise<DirectStage> {
  const stage = await DirectStage.start(s3);
  onTestFinished(() => stage[Symbol.asyncDispose]());
  client = stage.server.connect();
  return stage;
}

describe('SignParts', () => {
  it('gives a URL for each part of an upload that is direct', async () => {
    await startDirect();
    expect(await open(sized)).toMatchObject({ direct: { partBytes }, committedOffset: 0 });
    const { urls, validSeconds } = await sign([
      { number: 1, sizeBytes: partBytes, sha256 },
      { number: 3, sizeBytes: 5, sha256 },
    ]);
    expect(validSeconds).toBe(300);
    expect(urls.map((url) => new URL(url).searchParams.get('partNumber'))).toEqual(['1', '3']);
    for (const url of urls)
      expect(new URL(url).searchParams.get('X-Amz-SignedHeaders')).toBe(
        'content-length;host;x-amz-checksum-sha256',
      );
  });

  it.each([
    ['no part', []],
    ['part 0', [{ number: 0, sizeBytes: partBytes, sha256 }]],
    ['a part behind the end', [{ number: 4, sizeBytes: 5, sha256 }]],
    ['a part above its size', [{ number: 1, sizeBytes: partBytes + 1, sha256 }]],
    ['a part without a digest', [{ number: 1, sizeBytes: partBytes }]],
    ['a digest of 31 bytes', [{ number: 1, sizeBytes: partBytes, sha256: sha256.subarray(1) }]],
    ['17 parts', Array.from({ length: 17 }, () => ({ number: 1, sizeBytes: partBytes, sha256 }))],
  ])('refuses %s', async (_what, parts) => {
    await startDirect();
    await open(sized);
    await expect(sign(parts)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it('believes the credential, not the message', async () => {
    const { server } = await startDirect();
    await open(sized);
    const parts = [{ number: 1, sizeBytes: partBytes, sha256 }];
    server.caller = { name: 'node-2', uid: 'n2' };
    await expect(sign(parts)).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
    server.caller = undefined;
    await expect(sign(parts)).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
    server.caller = { name: 'node-1', uid: 'n1' };
    await expect(sign(parts, 'nonsense')).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    await expect(sign(parts, `${uploadId}/more`)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it('lets an upload that is not direct be opened again', async () => {
    const { server } = await startDirect();
    const parts = [{ number: 1, sizeBytes: partBytes, sha256 }];
    await expect(sign(parts)).rejects.toMatchObject({ code: status.FAILED_PRECONDITION });
    await open(sized);
    await server.store.removeAll('runs/r1');
    await expect(sign(parts)).rejects.toMatchObject({ code: status.FAILED_PRECONDITION });
  });

  it('is nothing that a store on a disk can do', async () => {
    await using server = await ArtifactServer.start();
    client = server.connect();
    expect(await open(sized)).toMatchObject({ direct: null });
    const parts = [{ number: 1, sizeBytes: partBytes, sha256 }];
    await expect(sign(parts)).rejects.toMatchObject({ code: status.FAILED_PRECONDITION });
  });
});

describe('an agent that can store parts', () => {
  it('is relayed by a leader that does not know of it', async () => {
    const stage = await startDirect();
    stage.server.knowsParts = false;
    await stage.server.close();
    await stage.server.open();
    const bytes = Buffer.alloc(partBytes + 5, 'x');
    expect(await stage.upload(bytes)).toMatchObject({ kind: 'delivered' });
    expect(stage.server.ways).toEqual(['direct', 'relayedForAgent']);
  });

  it('is relayed to a store on a disk', async () => {
    await using stage = await UploadStage.start();
    client = stage.server.connect();
    const objectStore = { endpoint: 'https://s3.example', caPath: undefined };
    const uploaded = await stage.upload(Buffer.alloc(partBytes + 5, 'x'), { ...stage.deps, objectStore });
    expect(uploaded).toMatchObject({ kind: 'delivered' });
    expect(stage.server.ways).toEqual(['relayed']);
  });
});
