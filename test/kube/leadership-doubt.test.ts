import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { LeaseTerm } from '../../coordinator/leadership/leadership-deps.ts';
import { KubeApi } from '../../coordinator/resources/kubernetes/kube-api.ts';
import { KubeLeaseStore } from '../../coordinator/resources/kubernetes/kube-lease-store.ts';
import { untilAborted } from '../../shared/runtime/group.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { Candidate } from './harness/candidate.ts';
import { createNamespace } from './harness/toe-objects.ts';

const times = { leaseSeconds: 2, renewDeadlineMs: 1_200, retryMs: 150 };
const patience = { timeout: 15_000, interval: 20 };

let server: ApiServer;
let terms: LeaseTerm[] = [];
let candidates: Candidate[] = [];

beforeAll(async () => {
  server = await startApiServer();
  await createNamespace(server.admin, 'toe-system');
});

afterAll(() => server?.[Symbol.asyncDispose]());

beforeEach(() => {
  [terms, candidates] = [[], []];
});

afterEach(async () => {
  for (const { lease } of candidates) lease.mend();
  for (const candidate of candidates) await candidate.stop();
});

/** A candidate for a Lease of this name. */
function stand(leaseName: string, name: string): Candidate {
  const credentials = { kind: 'token', url: server.url, ca: server.ca, token: server.adminToken } as const;
  const lease = new KubeLeaseStore(new KubeApi(credentials), { namespace: 'toe-system', name: leaseName });
  const deps = { lease, readHighestEpoch: async () => 0, noteEpoch: async () => undefined, times };
  const candidate = new Candidate(name, deps, async (term, signal) => {
    terms.push(term);
    await untilAborted(signal);
  });
  candidates.push(candidate);
  return candidate;
}

test('a term is held until its renew deadline and no longer, whether its signal has aborted or not', async () => {
  const a = stand('held', 'a');
  await vi.waitFor(() => expect(terms).toHaveLength(1), patience);
  expect(terms[0]?.isHeld()).toBe(true);
  a.lease.freeze();
  // As a process that is stopped: the clock goes on and nothing else does.
  const end = performance.now() + times.renewDeadlineMs;
  while (performance.now() < end);
  expect(a.leader?.isMe).toBe(true);
  expect(terms[0]?.isHeld()).toBe(false);
  a.lease.mend();
  await vi.waitFor(() => expect(terms).toHaveLength(2), patience);
  expect(terms.map((term) => term.isHeld())).toEqual([false, true]);
});

test('a replica that cannot see who leads knows that it is blind, until it can', async () => {
  const a = stand('seen', 'a');
  await vi.waitFor(() => expect(a.leader?.isMe).toBe(true), patience);
  const b = stand('seen', 'b');
  await vi.waitFor(() => expect(b.leader?.isMe).toBe(false), patience);
  expect([a.isBlind, b.isBlind]).toEqual([false, false]);
  b.lease.cut();
  await vi.waitFor(() => expect(b.isBlind).toBe(true), patience);
  a.lease.freeze();
  await vi.waitFor(() => expect(a.leader).toBeUndefined(), patience);
  expect(a.isBlind).toBe(true);
  b.lease.mend();
  await vi.waitFor(() => expect(b.leader?.isMe).toBe(true), patience);
  expect(b.isBlind).toBe(false);
  a.lease.mend();
  await vi.waitFor(() => expect(a.isBlind).toBe(false), patience);
});
