import { readFile } from 'node:fs/promises';
import { type ClientReadableStream, credentials, Metadata, status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { clientChannelOptions } from '../../shared/rpc/channel-options.ts';
import type { Capture__Output } from '../../shared/rpc/generated/toe/v1/Capture.ts';
import type { CaptureServiceClient } from '../../shared/rpc/generated/toe/v1/CaptureService.ts';
import type { ListNodesResponse__Output } from '../../shared/rpc/generated/toe/v1/ListNodesResponse.ts';
import { services } from '../../shared/rpc/services.ts';
import { fromStruct } from '../../shared/rpc/struct.ts';
import { ask } from '../builders/token-stage.ts';
import { waitUntil } from '../faults/harness/wait-until.ts';
import type { Replica } from './harness/cluster-fleet.ts';
import { FailoverStage } from './harness/failover-stage.ts';

let stage: FailoverStage;
let ca: Buffer;

beforeAll(async () => {
  stage = await FailoverStage.start({ nodes: [{ name: 'node-a' }] });
  ca = await readFile(stage.fleet.authorityPath);
}, 120_000);

afterAll(() => stage?.[Symbol.asyncDispose](), 60_000);

function dial({ apiAddress }: Replica): CaptureServiceClient {
  const client = new services.CaptureService(apiAddress, credentials.createSsl(ca), {
    ...clientChannelOptions,
    'grpc.ssl_target_name_override': 'toe-coordinator',
  });
  onTestFinished(() => client.close());
  return client;
}

/** What a member of system:masters sends with a call. */
function asAdmin(more: Readonly<Record<string, string>> = {}): Metadata {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${stage.fleet.server.adminToken}`);
  for (const [name, value] of Object.entries(more)) metadata.set(name, value);
  return metadata;
}

async function findBoth(): Promise<{ readonly leader: Replica; readonly follower: Replica }> {
  const leader = await stage.fleet.leader();
  await stage.untilAllConnected(leader);
  const follower = stage.fleet.replicas.find((replica) => replica !== leader);
  if (follower === undefined) throw new Error('Cannot find a follower: there is one replica');
  return { leader, follower };
}

const listNodes = (client: CaptureServiceClient, metadata: Metadata): Promise<ListNodesResponse__Output> =>
  ask<ListNodesResponse__Output>((done) =>
    client.listNodes({}, metadata, { deadline: Date.now() + 10_000 }, done),
  );

const phaseOf = (capture: Capture__Output): unknown =>
  (fromStruct(capture.status) as { readonly phase?: unknown }).phase;

/** All that a watch tells, and how it ends. */
async function follow(
  call: ClientReadableStream<Capture__Output>,
  onPhase: (phase: unknown) => void = () => undefined,
): Promise<{ readonly phases: readonly unknown[]; readonly code: status }> {
  const phases: unknown[] = [];
  const { promise, resolve } = Promise.withResolvers<status>();
  call.on('data', (capture: Capture__Output) => {
    phases.push(phaseOf(capture));
    onPhase(phases.at(-1));
  });
  call.on('error', () => undefined);
  call.on('status', ({ code }) => resolve(code));
  return { code: await promise, phases };
}

describe('a follower that people call', () => {
  test("gives the leader's answers to the caller's own credential", async () => {
    const { leader, follower } = await findBoth();
    const [near, far] = [dial(follower), dial(leader)];
    const [relayed, direct] = await Promise.all([listNodes(near, asAdmin()), listNodes(far, asAdmin())]);
    const facts = ({ nodes }: ListNodesResponse__Output) =>
      nodes.map(({ name, connected }) => ({ name, connected }));
    expect(facts(relayed)).toEqual([{ name: 'node-a', connected: true }]);
    expect(facts(relayed)).toEqual(facts(direct));
    await expect(listNodes(near, new Metadata())).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
    await stage.capture('relayed', { nodes: ['node-a'], tool: 'node-snapshot' });
    const ref = { namespace: 'oncall', name: 'relayed' };
    const watched = await follow(near.watchCapture(ref, asAdmin()));
    expect(watched.code).toBe(status.OK);
    expect(watched.phases).toContain('Running');
    expect(watched.phases.at(-1)).toBe('Succeeded');
    const capture = await ask<Capture__Output>((done) => near.getCapture(ref, asAdmin(), done));
    expect(phaseOf(capture)).toBe('Succeeded');
    await expect(
      ask((done) => near.getCapture({ ...ref, name: 'none' }, asAdmin(), done)),
    ).rejects.toMatchObject({ code: status.NOT_FOUND });
  }, 60_000);

  test('never passes on a call that was passed on', async () => {
    const { follower } = await findBoth();
    await expect(listNodes(dial(follower), asAdmin({ 'toe-relayed': '1' }))).rejects.toMatchObject({
      code: status.UNAVAILABLE,
      details: expect.stringContaining('does not lead at present'),
    });
  });

  test('ends watches when the leader dies, says UNAVAILABLE while nobody leads, then answers itself', async () => {
    const { leader, follower } = await findBoth();
    const near = dial(follower);
    await stage.capture('orphaned', { nodes: ['node-a'], tool: 'node-snapshot' });
    const running = Promise.withResolvers<void>();
    const watched = follow(
      near.watchCapture({ namespace: 'oncall', name: 'orphaned' }, asAdmin()),
      (phase) => {
        if (phase === 'Running') running.resolve();
      },
    );
    await running.promise;
    await leader.child.kill('SIGKILL');
    expect((await watched).code).toBe(status.UNAVAILABLE);
    await expect(listNodes(near, asAdmin())).rejects.toMatchObject({ code: status.UNAVAILABLE });
    const answered = await waitUntil(() => listNodes(near, asAdmin()).catch(() => undefined), {
      timeoutMs: 15_000,
      what: 'an answer of the next leader',
    });
    expect(answered.nodes.length).toBeLessThanOrEqual(1);
    await leader.child.restart({});
    const again = await follow(near.watchCapture({ namespace: 'oncall', name: 'orphaned' }, asAdmin()));
    expect(again).toMatchObject({ code: status.OK });
    expect(again.phases.at(-1)).toBe('Succeeded');
  }, 60_000);
});

describe('a leader that loses its term', () => {
  test('ends the watches of its callers', async () => {
    const { leader } = await findBoth();
    await stage.capture('watched', { nodes: ['node-a'], tool: 'node-snapshot' });
    const running = Promise.withResolvers<void>();
    const watched = follow(
      dial(leader).watchCapture({ namespace: 'oncall', name: 'watched' }, asAdmin()),
      (phase) => {
        if (phase === 'Running') running.resolve();
      },
    );
    await running.promise;
    await stage.deleteLease();
    expect((await watched).code).toBe(status.UNAVAILABLE);
  }, 60_000);
});
