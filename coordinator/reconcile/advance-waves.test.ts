import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CoordinatorSays } from '../../shared/domain/session-messages.ts';
import { silentLog } from '../../shared/log.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { someFacts } from '../../test/builders/raw-session.ts';
import { aRun } from '../../test/builders/run.ts';
import { StoreFolder } from '../../test/builders/store-folder.ts';
import { Sessions } from '../agents/sessions.ts';
import { noEvents } from '../resources/event-recorder.ts';
import { advanceWaves, type StatusGate } from './advance-waves.ts';
import type { Run } from './run.ts';
import type { StartDeps } from './stage.ts';

const neverAborted = new AbortController().signal;
let folder: StoreFolder;
let deps: StartDeps;
let said: CoordinatorSays[];

beforeEach(async () => {
  folder = await StoreFolder.make();
  said = [];
  const sessionTimes = { heartbeatIntervalMs: 1_000, leaseMs: 3_000 };
  const times = { prepareTimeoutMs: 1_000, settleMs: 0, ledSinceUs: 0, stopGraceMs: 0 };
  const clock = systemClock;
  const sessions = new Sessions({ clock, log: silentLog, times: sessionTimes, leaderAddress: '' });
  deps = { store: folder.store, sessions, clock, log: silentLog, events: noEvents, times };
});

afterEach(() => folder[Symbol.asyncDispose]());

/** A run on one node, which is prepared and has the coordinator's own clock. */
function aPreparedRun(leadTime: string): Run {
  const run = aRun(['a'], [], { start: { leadTime } });
  const stream = { send: (says: CoordinatorSays) => void said.push(says), abort: () => undefined };
  const hello = { facts: someFacts, commands: [], outcomes: [], keptFiles: [] };
  const session = deps.sessions.open({ name: 'a', uid: 'uid-a' }, hello, stream);
  const nowUs = systemClock.monotonicUs();
  session.noteClock({
    probeSentUs: nowUs,
    agentReceivedUs: nowUs,
    agentSentUs: nowUs,
    replyReceivedUs: nowUs,
  });
  const node = run.nodes.get('a');
  if (node === undefined) throw new Error('the node is planned');
  node.prepareSentTo = session.sessionId;
  session.noteCommand(node.planned.commandId, 'prepared', 0);
  return run;
}

function gateThat(publish: () => Promise<void>): StatusGate {
  return { untilWritableMs: () => 0, publish };
}

const kindsSaid = (): readonly string[] =>
  said.map(({ kind }) => kind).filter((kind) => kind !== 'clockProbe');

describe('advanceWaves', () => {
  it('tells the nodes of their start in time when the API server does not answer', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const run = aPreparedRun('2s');
    const advanced = advanceWaves(
      run,
      gateThat(() => promise),
      deps,
      neverAborted,
    );
    await vi.waitFor(() => expect(kindsSaid()).toEqual(['welcome', 'commit']), 1_900);
    expect(run.waves[0]?.plannedStart?.startAtUnixUs).toBeGreaterThan(systemClock.unixUs());
    resolve();
    expect(await advanced).toEqual({ kind: 'next' });
  });

  it('tells the nodes of their start although the status cannot be written, and says so after that', async () => {
    const broken = gateThat(() => Promise.reject(new Error('no API server')));
    await expect(advanceWaves(aPreparedRun('2s'), broken, deps, neverAborted)).rejects.toThrow(
      'no API server',
    );
    expect(kindsSaid()).toEqual(['welcome', 'commit']);
  });

  it('stops a prepared node whose start instant came before it could be told', async () => {
    const run = aPreparedRun('2s');
    const [wave] = run.waves;
    if (wave === undefined) throw new Error('there is a wave');
    wave.plannedStart = { startAtUnixUs: systemClock.unixUs(), nodes: new Set(['a']), isStopped: false };
    await advanceWaves(
      run,
      gateThat(async () => undefined),
      deps,
      neverAborted,
    );
    expect(said.at(-1)).toMatchObject({ kind: 'stop', reason: 'NoCommit' });
  });
});
