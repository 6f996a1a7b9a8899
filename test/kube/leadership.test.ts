import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { parseHolder } from '../../coordinator/leadership/holder.ts';
import { KubeApi } from '../../coordinator/resources/kubernetes/kube-api.ts';
import { KubeLeaseStore } from '../../coordinator/resources/kubernetes/kube-lease-store.ts';
import { untilAborted } from '../../shared/runtime/group.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { Candidate } from './harness/candidate.ts';
import { createNamespace, readPath } from './harness/toe-objects.ts';

const times = { leaseSeconds: 2, renewDeadlineMs: 1_200, retryMs: 150 };
const patience = { timeout: 15_000, interval: 20 };
const path = '/apis/coordination.k8s.io/v1/namespaces/toe-system/leases/toe-coordinator';

let server: ApiServer;
/** What candidates did, in turn: `a leads 1`, `a ended 1`. */
let history: string[] = [];
/** The store that all replicas share. */
let epochs: number[] = [];
let candidates: Candidate[] = [];

beforeAll(async () => {
  server = await startApiServer();
  await createNamespace(server.admin, 'toe-system');
});

afterAll(() => server?.[Symbol.asyncDispose]());

beforeEach(async () => {
  [history, epochs, candidates] = [[], [], []];
  await server.admin.send('DELETE', path);
});

afterEach(async () => {
  for (const { lease } of candidates) lease.mend();
  for (const candidate of candidates) await candidate.stop();
});

/** @param lead what it does in a term, until that is over. */
function stand(
  name: string,
  lead: (signal: AbortSignal) => Promise<void> = untilAborted,
  noteEpoch: (epoch: number) => Promise<void> = async (epoch) => void epochs.push(epoch),
): Candidate {
  const credentials = { kind: 'token', url: server.url, ca: server.ca, token: server.adminToken } as const;
  const lease = new KubeLeaseStore(new KubeApi(credentials), {
    namespace: 'toe-system',
    name: 'toe-coordinator',
  });
  const readHighestEpoch = async (): Promise<number> => Math.max(0, ...epochs);
  const candidate = new Candidate(
    name,
    { lease, readHighestEpoch, noteEpoch, times },
    async ({ epoch }, signal) => {
      history.push(`${name} leads ${epoch}`);
      await lead(signal);
      history.push(`${name} ended ${epoch}`);
    },
  );
  candidates.push(candidate);
  return candidate;
}

async function until(...expected: readonly string[]): Promise<void> {
  await vi.waitFor(() => expect(history).toEqual(expected), patience);
}

async function readSpec(): Promise<unknown> {
  return readPath((await server.admin.send('GET', path)).body, 'spec');
}

function expectRisingEpochs(): void {
  expect(epochs).toEqual([...new Set(epochs)].toSorted((left, right) => left - right));
}

test('of two candidates one leads, and both know its address', async () => {
  const [a, b] = [stand('a'), stand('b')];
  await vi.waitFor(() => expect([a.leader, b.leader]).not.toContain(undefined), patience);
  const address = a.leader?.address ?? '';
  expect([a.leader, b.leader]).toEqual([
    { address, isMe: address === 'a.test:7444' },
    { address, isMe: address === 'b.test:7444' },
  ]);
  expect(history).toEqual([`${address[0]} leads 1`]);
  const spec = await readSpec();
  expect(spec).toMatchObject({ leaseDurationSeconds: 2, leaseTransitions: 1 });
  expect(parseHolder(String(readPath(spec, 'holderIdentity')))).toMatchObject({ address });
});

test('a clean stop hands over at once, when the work of the term has ended', async () => {
  const work = Promise.withResolvers<void>();
  const a = stand('a', async (signal) => {
    await untilAborted(signal);
    await work.promise;
  });
  await until('a leads 1');
  const b = stand('b');
  await vi.waitFor(() => expect(b.leader?.address).toBe('a.test:7444'), patience);
  const stopped = a.stop();
  // Longer than the lease: it is renewed for as long as the work goes on.
  const endOfLease = performance.now() + times.leaseSeconds * 1_000 + 500;
  await vi.waitUntil(() => performance.now() > endOfLease, patience);
  expect(history).toEqual(['a leads 1']);
  const releasedAt = performance.now();
  work.resolve();
  await stopped;
  await until('a leads 1', 'a ended 1', 'b leads 2');
  expect(performance.now() - releasedAt).toBeLessThan(times.leaseSeconds * 1_000 - 500);
  expect(b.leader).toEqual({ address: 'b.test:7444', isMe: true });
  expectRisingEpochs();
});

test('a stop leaves a Lease that nobody holds and that keeps its epoch', async () => {
  const a = stand('a');
  await until('a leads 1');
  await a.stop();
  expect(await readSpec()).toMatchObject({ holderIdentity: '', leaseTransitions: 1 });
  expect(a.leader).toBeUndefined();
});

test('a holder that is dead is followed for its lease and no longer', async () => {
  const spec = {
    holderIdentity: 'dead@dead.test:7444',
    leaseDurationSeconds: 2,
    renewTime: '1999-01-01T00:00:00.000000Z',
    leaseTransitions: 41,
  };
  const body = { kind: 'Lease', apiVersion: 'coordination.k8s.io/v1', spec };
  await server.admin.send('POST', path.replace('/toe-coordinator', ''), {
    body: { ...body, metadata: { name: 'toe-coordinator', labels: { keep: 'me' } } },
  });
  const beganAt = performance.now();
  const a = stand('a');
  await vi.waitFor(() => expect(a.leader).toEqual({ address: 'dead.test:7444', isMe: false }), patience);
  await until('a leads 42');
  expect(performance.now() - beganAt).toBeGreaterThan(2_000);
  const lease = await server.admin.send('GET', path);
  expect(readPath(lease.body, 'metadata', 'labels')).toEqual({ keep: 'me' });
});

test('a holder that is cut off ends its term before another may begin one', async () => {
  const a = stand('a');
  await until('a leads 1');
  const b = stand('b');
  await vi.waitFor(() => expect(b.leader?.isMe).toBe(false), patience);
  a.lease.cut();
  await until('a leads 1', 'a ended 1');
  expect(a.leader).toBeUndefined();
  await until('a leads 1', 'a ended 1', 'b leads 2');
  a.lease.mend();
  await vi.waitFor(() => expect(a.leader).toEqual({ address: 'b.test:7444', isMe: false }), patience);
  expectRisingEpochs();
});

test('a holder whose requests never come back ends its term as well', async () => {
  const a = stand('a');
  await until('a leads 1');
  const b = stand('b');
  a.lease.freeze();
  await until('a leads 1', 'a ended 1');
  await until('a leads 1', 'a ended 1', 'b leads 2');
  a.lease.mend();
  await vi.waitFor(() => expect(a.leader).toEqual({ address: 'b.test:7444', isMe: false }), patience);
  expect(b.leader).toEqual({ address: 'b.test:7444', isMe: true });
});

test('a leader that is cut off for a while leads again in a later term', async () => {
  const a = stand('a');
  await until('a leads 1');
  a.lease.cut();
  await until('a leads 1', 'a ended 1');
  a.lease.mend();
  await until('a leads 1', 'a ended 1', 'a leads 2');
  expect(epochs).toEqual([1, 2]);
});

test('nothing is tried again before the work of a lost term has ended', async () => {
  const work = Promise.withResolvers<void>();
  const a = stand('a', async (signal) => {
    await untilAborted(signal);
    await work.promise;
  });
  await until('a leads 1');
  const holder = readPath(await readSpec(), 'holderIdentity');
  a.lease.cut();
  await vi.waitFor(() => expect(a.leader).toBeUndefined(), patience);
  a.lease.mend();
  const later = performance.now() + 1_000;
  await vi.waitUntil(() => performance.now() > later, patience);
  expect(await readSpec()).toMatchObject({ holderIdentity: holder, leaseTransitions: 1 });
  work.resolve();
  await until('a leads 1', 'a ended 1', 'a leads 2');
});

test('a Lease that is deleted by hand ends the term, and the next has a higher epoch', async () => {
  stand('a');
  await until('a leads 1');
  const b = stand('b');
  await vi.waitFor(() => expect(b.leader?.isMe).toBe(false), patience);
  await server.admin.send('DELETE', path);
  await vi.waitFor(() => expect(history).toHaveLength(3), patience);
  expect(history).toEqual(['a leads 1', 'a ended 1', 'a leads 2']);
  expectRisingEpochs();
});

test('a Lease that was deleted while nobody led begins above what the store knows', async () => {
  epochs.push(7);
  stand('a');
  await until('a leads 8');
  expect(epochs).toEqual([7, 8]);
});

test('an epoch that cannot be noted begins no term', async () => {
  let isBroken = true;
  const a = stand('a', untilAborted, async (epoch) => {
    if (isBroken) throw new Error('Cannot write: no space left');
    epochs.push(epoch);
  });
  await vi.waitFor(async () => expect(await readSpec()).toMatchObject({ leaseTransitions: 2 }), patience);
  expect(history).toEqual([]);
  expect(a.leader).toBeUndefined();
  isBroken = false;
  await vi.waitFor(() => expect(history).toHaveLength(1), patience);
  expect(history[0]).toBe(`a leads ${epochs[0]}`);
});

test('work that fails is told, and the Lease is left to others', async () => {
  const a = stand('a', () => Promise.reject(new Error('Cannot lead: broken')));
  await expect(a.done).rejects.toThrow('Cannot lead: broken');
  expect(await readSpec()).toMatchObject({ holderIdentity: '' });
});
