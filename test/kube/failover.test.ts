import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { waitUntil } from '../faults/harness/wait-until.ts';
import type { Replica } from './harness/cluster-fleet.ts';
import { expectEndedOnce } from './harness/expect-ended-once.ts';
import { countReceipts, countSessions, FailoverStage, type RunUnderWay } from './harness/failover-stage.ts';
import { findRedirect } from './harness/find-redirect.ts';
import { findTaking } from './harness/lease-history.ts';

/** Of a lease of 3 s. */
const renewDeadlineMs = 2_000;
/** How long agents may take to find the next leader. */
const findMs = 20_000;

let stage: FailoverStage;
let leader: Replica;
let epoch: number;
let rounds = 0;
const measured: string[] = [];
/** Of two nodes and of one, by first attempts. */
const atOnce = ['Succeeded 1 1', 'Succeeded 1'];

beforeAll(async () => {
  stage = await FailoverStage.start();
}, 120_000);

afterAll(async () => {
  process.stdout.write(`${measured.join('\n')}\n`);
  await stage?.[Symbol.asyncDispose]();
}, 60_000);

beforeEach(async () => {
  onTestFailed(() => {
    process.stderr.write(`${stage.fleet.readTails()}\n`);
  });
  leader = await stage.fleet.leader();
  await stage.untilAllConnected(leader);
  ({ epoch } = await stage.readLease());
}, 60_000);

afterEach(async () => {
  for (const { child, apiServer } of stage.fleet.replicas) {
    apiServer.resume();
    if (child.isRunning) child.signal('SIGCONT');
    else await child.restart({});
  }
});

/** A capture that samples with perf and one that reads what the kernel counts, both running. */
async function startCaptures(durationSeconds: number): Promise<readonly RunUnderWay[]> {
  rounds += 1;
  const runs = [
    await stage.capture(`perf-${rounds}`, { nodes: ['node-a', 'node-b'], tool: 'perf', durationSeconds }),
    await stage.capture(`snapshot-${rounds}`, { nodes: ['node-c'], tool: 'node-snapshot', durationSeconds }),
  ];
  for (const { name } of runs) await stage.fleet.waitForPhase(name, ['Running'], 20_000);
  return runs;
}

/** Waits for the next leader and for all agents to be with it. */
async function expectSuccession(what: string, before?: Replica): Promise<Replica> {
  const { leader: next, tookMs } = await stage.untilSucceeded(epoch, before);
  const connectedMs = await stage.untilAllConnected(next, findMs);
  const [ledAfter, foundAfter] = [Math.round(tookMs), Math.round(connectedMs)];
  measured.push(`${what}: the next led after ${ledAfter} ms, had all agents ${foundAfter} ms later`);
  return next;
}

/** How captures concluded, each with its attempts; once all that must hold of ended ones does. */
async function endOf(runs: readonly RunUnderWay[]): Promise<readonly string[]> {
  await Promise.all(runs.map((run) => stage.untilEnded(run)));
  await stage.untilIdle();
  const ends: string[] = [];
  for (const run of runs) {
    const { conclusion, nodes } = await expectEndedOnce(stage, run);
    ends.push(`${conclusion.phase} ${nodes.map(({ attempt }) => attempt).join(' ')}`);
  }
  return ends;
}

/** When a replica logged this last. */
function saidAt({ child }: Replica, message: string): number {
  const line = child
    .readTail(1_000)
    .split('\n')
    .findLast((each) => each.includes(`"msg":"${message}"`));
  return line === undefined ? Number.NaN : Date.parse(String(JSON.parse(line).time));
}

async function untilFollows(replica: Replica, sinceUnixMs: number): Promise<void> {
  await waitUntil(() => (saidAt(replica, 'Followed another leader') > sinceUnixMs ? true : undefined), {
    timeoutMs: 15_000,
    what: 'it to follow the next leader',
    explain: () => replica.child.readTail(),
  });
}

describe('agents whose Service names any ready replica', () => {
  test('are with the leader and bring their files there', async () => {
    const follower = stage.fleet.replicas.find((replica) => replica !== leader) ?? leader;
    expect(await countSessions(follower)).toBe(0);
    expect(await findRedirect(stage.fleet, follower, 'node-a')).toBe(leader.agentAddress);
    const before = await Promise.all([countReceipts(leader), countReceipts(follower)]);
    const nodes = ['node-a', 'node-b', 'node-c'];
    const run = await stage.capture('together', { nodes, tool: 'node-snapshot' });
    expect(await endOf([run])).toEqual(['Succeeded 1 1 1']);
    const after = await Promise.all([countReceipts(leader), countReceipts(follower)]);
    expect(after).toEqual([(before[0] ?? 0) + 3, before[1]]);
  }, 60_000);
});

describe('a leader that is cut off from the API server', () => {
  test('ends its term in time, and what it had sent comes too late', async () => {
    const runs = await startCaptures(8);
    const cutAt = Date.now();
    leader.apiServer.stall();
    await expectSuccession('Cut off', leader);
    const [endedAt, takenAt] = [saidAt(leader, 'Ended to lead'), findTaking(stage.audit.readWrites())];
    expect(endedAt).toBeLessThan(takenAt);
    expect(endedAt - cutAt).toBeLessThan(renewDeadlineMs + 800);
    expect(await countSessions(leader)).toBe(0);
    expect(await endOf(runs)).toEqual(atOnce);
    leader.apiServer.resume();
    await untilFollows(leader, takenAt);
    expect(await endOf(runs)).toEqual(atOnce);
  }, 120_000);
});

describe('an old leader that comes back', () => {
  test('commands nobody, writes nothing and follows', async () => {
    const runs = await startCaptures(8);
    leader.child.signal('SIGSTOP');
    await stage.untilSucceeded(epoch, leader);
    const takenAt = findTaking(stage.audit.readWrites());
    leader.child.signal('SIGCONT');
    const next = await expectSuccession('Stopped and continued', leader);
    expect(await countSessions(leader)).toBe(0);
    await untilFollows(leader, takenAt);
    expect(await findRedirect(stage.fleet, leader, 'node-a')).toBe(next.agentAddress);
    expect(await endOf(runs)).toEqual(atOnce);
  }, 120_000);
});

describe('captures under way end once', () => {
  test('where the leader is told to stop', async () => {
    const runs = await startCaptures(6);
    const stopped = leader.child.kill('SIGTERM');
    await expectSuccession('Told to stop', leader);
    expect(await stopped).toBe(0);
    expect(await endOf(runs)).toEqual(atOnce);
  }, 120_000);

  test('where somebody deletes the Lease', async () => {
    const runs = await startCaptures(6);
    await stage.deleteLease();
    await expectSuccession('Lease deleted');
    expect(await endOf(runs)).toEqual(atOnce);
  }, 120_000);

  test('where the API server is away for longer than the lease', async () => {
    const runs = await startCaptures(6);
    await stage.fleet.server.stop();
    await waitUntil(async () => ((await countSessions(leader)) === 0 ? true : undefined), {
      timeoutMs: 15_000,
      what: 'the end of the term',
    });
    await stage.fleet.server.start();
    await expectSuccession('API server away');
    expect(await endOf(runs)).toEqual(atOnce);
  }, 120_000);

  test('where both coordinators are killed at once and come back', async () => {
    const runs = await startCaptures(6);
    const { replicas } = stage.fleet;
    await Promise.all(replicas.map(({ child }) => child.kill('SIGKILL')));
    await Promise.all(replicas.map(({ child }) => child.restart({})));
    await expectSuccession('Both killed');
    expect(await endOf(runs)).toEqual(atOnce);
  }, 120_000);
});
