import { beforeEach, expect, test } from 'vitest';
import type { CoordinatorSays } from '../../shared/domain/session-messages.ts';
import { silentLog } from '../../shared/log.ts';
import { someFacts } from '../../test/builders/raw-session.ts';
import { aRun } from '../../test/builders/run.ts';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import type { Session } from '../agents/session.ts';
import { Sessions } from '../agents/sessions.ts';
import { commitNodes } from './commit.ts';
import type { Run } from './run.ts';
import type { StageDeps } from './stage.ts';

let clock: ManualClock;
let run: Run;
let deps: StageDeps;
let said: CoordinatorSays[];

const times = { heartbeatIntervalMs: 10_000, leaseMs: 35_000 };

beforeEach(() => {
  clock = new ManualClock();
  run = aRun(['a']);
  said = [];
  const sessions = new Sessions({ clock, log: silentLog, times, leaderAddress: '' });
  // What committing needs of it.
  deps = { sessions, clock } as unknown as StageDeps;
});

/** The agent of the node comes with its command prepared and its clock known, as to a leader that has taken over. */
function connect(): Session {
  const node = run.nodes.get('a')?.planned;
  if (node === undefined) throw new Error('the node is planned');
  const stream = { send: (says: CoordinatorSays) => void said.push(says), abort: () => undefined };
  const commands = [{ commandId: node.commandId, state: 'prepared', startedMonotonicUs: 0 }] as const;
  const session = deps.sessions.open(
    node,
    { facts: someFacts, commands, outcomes: [], keptFiles: [] },
    stream,
  );
  const nowUs = clock.monotonicUs();
  session.noteClock({
    probeSentUs: nowUs,
    agentReceivedUs: nowUs + 7_000_000,
    agentSentUs: nowUs + 7_000_000,
    replyReceivedUs: nowUs,
  });
  said.length = 0;
  return session;
}

function startIn(ms: number): void {
  const [wave] = run.waves;
  if (wave === undefined) throw new Error('there is a first wave');
  wave.plannedStart = { startAtUnixUs: clock.unixUs() + ms * 1_000, nodes: new Set(['a']), isStopped: false };
  commitNodes(run, wave, deps);
}

test('a node that can still be told is told its instant in its own clock, once', () => {
  connect();
  const startUs = clock.monotonicUs() + 300_000;
  startIn(300);
  startIn(300);
  expect(said).toMatchObject([{ kind: 'commit', startAtMonotonicUs: startUs + 7_000_000 }]);
});

test.each([5, -500])(
  'a node that cannot be told of an instant %i ms away is stopped, so that it is tried again',
  (ms) => {
    connect();
    startIn(ms);
    expect(said).toMatchObject([{ kind: 'stop', reason: 'NoCommit' }]);
  },
);

test('a node that was told is not stopped when its instant has passed', () => {
  connect();
  startIn(300);
  startIn(-500);
  expect(said).toMatchObject([{ kind: 'commit' }]);
});

test('a node that runs is left alone, however long ago its instant was', () => {
  const session = connect();
  session.noteCommand(run.nodes.get('a')?.planned.commandId ?? '', 'running', 1);
  startIn(-60_000);
  expect(said).toEqual([]);
});
