import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readCredential } from '../../agent/connection/read-credential.ts';
import { type UploadResult, uploadArtifact } from '../../agent/uploads/upload-artifact.ts';
import { makeArtifactService } from '../../coordinator/artifacts/artifact-service.ts';
import { openDiskStore } from '../../coordinator/artifacts/disk-store.ts';
import { NodeLimits } from '../../coordinator/artifacts/node-limits.ts';
import { TokenIdentity } from '../../coordinator/identity/token-identity.ts';
import { openGrpcServer } from '../../coordinator/serve-grpc.ts';
import { ServerCertificate } from '../../coordinator/server-certificate.ts';
import { silentLog as log } from '../../shared/log.ts';
import { ensureAuthority } from '../../shared/pki/authority.ts';
import { issueCertificate } from '../../shared/pki/issue-certificate.ts';
import { uploadChannelOptions } from '../../shared/rpc/channel-options.ts';
import { coordinatorAudience } from '../../shared/rpc/token-claims.ts';
import { artifactServiceDefinition, makeArtifactClient } from '../../shared/rpc/write-codec.ts';
import { systemClock as clock, systemClock } from '../../shared/runtime/clock.ts';
import { noFailpoints as failpoints } from '../../shared/runtime/failpoint.ts';
import { makeAgentToken, makeAgentUser } from '../builders/tokens.ts';
import { FakeReviews } from '../fakes/fake-reviews.ts';

const bytes = randomBytes(20_000_000);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const expiresUnixMs = Date.now() + 600_000;

let directory: string;
let address: string;
let ca: string;
let reviews: FakeReviews;
const cleanUp: (() => Promise<void>)[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toe-upload-tokens-'));
  const authority = await ensureAuthority(join(directory, 'pki'));
  const { certificatePath: certificate, keyPath: key } = await issueCertificate(authority, {
    kind: 'coordinator',
  });
  ca = authority.certificatePath;
  reviews = new FakeReviews();
  const agents = { namespace: 'toe-system', name: 'toe-agent' };
  const identity = new TokenIdentity({ reviews, agents, clock, log });
  const store = await openDiskStore({ root: join(directory, 'store'), floorBytes: 0, clock, failpoints });
  const own = await ServerCertificate.open({ certificate, key, authority: undefined }, { clock, log });
  const server = await openGrpcServer('127.0.0.1:0', own.makeCredentials(), (grpc) => {
    grpc.addService(
      artifactServiceDefinition,
      makeArtifactService({
        store,
        identify: (call) => identity.identifyNode(call),
        limits: new NodeLimits(systemClock),
        acceptsRun: () => true,
        onReceipt: () => undefined,
        onProgress: () => undefined,
        log,
      }),
    );
  });
  address = server.address.replace('127.0.0.1', 'localhost');
  const stopping = new AbortController();
  const serving = server.part(stopping.signal);
  cleanUp.push(async () => {
    stopping.abort();
    await serving;
    await store[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });
});
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step();
});

/** Brings 20 MB to the store with the token that stands in the file. */
async function upload(token: string): Promise<UploadResult> {
  const path = join(directory, 'perf.data');
  await writeFile(path, bytes);
  const { channel } = await readCredential({ kind: 'token', ca, token, nodeName: 'node-1' });
  const client = makeArtifactClient(address, channel, uploadChannelOptions);
  cleanUp.push(async () => client.close());
  const artifact = {
    artifactId: 'perf',
    fileName: 'perf.data',
    mediaType: 'application/octet-stream',
    sizeBytes: bytes.length,
    sha256,
    complete: true,
    required: true,
    output: 'perf',
    problem: '',
  };
  const request = { commandId: 'r1.uid-node-1.1', artifact, path };
  const deps = { client, clock, log, failpoints, random: () => 0 };
  return await uploadArtifact(request, deps, AbortSignal.timeout(20_000));
}

async function writeToken(token: string): Promise<string> {
  const path = join(directory, 'token');
  await writeFile(path, token);
  return path;
}

const stored = async (): Promise<string> => {
  const file = await readFile(join(directory, 'store/runs/r1/node-1/1/perf'));
  return createHash('sha256').update(file).digest('hex');
};

describe('an upload with a token', () => {
  it('brings all its bytes', async () => {
    const token = makeAgentToken({ node: 'node-1', expiresUnixMs });
    reviews.know(token, makeAgentUser('node-1'), { audience: coordinatorAudience });
    expect(await upload(await writeToken(token))).toMatchObject({ kind: 'delivered', receipt: { sha256 } });
    expect(await stored()).toBe(sha256);
    expect(reviews.tokenReviews).toHaveLength(1);
  });

  it('goes on when the API server is back', async () => {
    const token = makeAgentToken({ node: 'node-1', expiresUnixMs });
    reviews.know(token, makeAgentUser('node-1'), { audience: coordinatorAudience });
    reviews.isAway = true;
    const result = upload(await writeToken(token));
    await vi.waitFor(() => expect(reviews.tokenReviews.length).toBeGreaterThan(1), 10_000);
    reviews.isAway = false;
    expect(await result).toMatchObject({ kind: 'delivered' });
  });

  it('is not given up for a token that is not accepted, and goes on with the next one', async () => {
    const wrong = makeAgentToken({ node: 'node-1', expiresUnixMs });
    const user = makeAgentUser('node-1', { username: 'system:serviceaccount:toe-system:default' });
    reviews.know(wrong, user, { audience: coordinatorAudience });
    const result = upload(await writeToken(wrong));
    await vi.waitFor(() => expect(reviews.tokenReviews).not.toEqual([]), 10_000);
    const right = makeAgentToken({ node: 'node-1', expiresUnixMs, id: 'right' });
    reviews.know(right, makeAgentUser('node-1'), { audience: coordinatorAudience });
    await writeToken(right);
    expect(await result).toMatchObject({ kind: 'delivered' });
    expect(await stored()).toBe(sha256);
  });
});
