import { beforeEach, describe, expect, it } from 'vitest';
import type { CoordinatorSays } from '../../shared/domain/session-messages.ts';
import { silentLog } from '../../shared/log.ts';
import { someFacts } from '../../test/builders/raw-session.ts';
import { aRun } from '../../test/builders/run.ts';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import type { Session } from '../agents/session.ts';
import { Sessions } from '../agents/sessions.ts';
import { dispatchCommands, stopNodes } from './dispatch.ts';
import type { NodeRun } from './run.ts';
import type { StartDeps } from './stage.ts';

const why = { reason: 'NodeLeaving', message: 'It is drained' };
let sessions: Sessions;
let said: CoordinatorSays[];
let node: NodeRun;

beforeEach(() => {
  const times = { heartbeatIntervalMs: 1_000, leaseMs: 3_000 };
  sessions = new Sessions({ clock: new ManualClock(), log: silentLog, times, leaderAddress: '' });
  said = [];
  const found = aRun(['a']).nodes.get('a');
  if (found === undefined) throw new Error('the node is planned');
  node = found;
});

function connect(): Session {
  const stream = { send: (says: CoordinatorSays) => void said.push(says), abort: () => undefined };
  const hello = { facts: someFacts, commands: [], outcomes: [], keptFiles: [] };
  return sessions.open({ name: 'a', uid: 'uid-a' }, hello, stream);
}

const countStops = (): number => said.filter(({ kind }) => kind === 'stop').length;

describe('stopNodes', () => {
  it('waits with the Stop of a node until that has its Prepare, and sends it once', () => {
    const session = connect();
    stopNodes([node], why, { sessions });
    expect(countStops()).toBe(0);
    node.prepareSentTo = session.sessionId;
    stopNodes([node], why, { sessions });
    stopNodes([node], why, { sessions });
    expect(countStops()).toBe(1);
  });

  it('sends it again to a new session in which the node still has the command', () => {
    node.prepareSentTo = connect().sessionId;
    stopNodes([node], why, { sessions });
    connect().noteCommand(node.planned.commandId, 'running', 1);
    stopNodes([node], why, { sessions });
    expect(countStops()).toBe(2);
  });
});

describe('dispatchCommands', () => {
  it('sends the rules of a command before it, once a session', () => {
    const rules = [
      { digest: 'c', spec: '{}' },
      { digest: 'p', spec: '[]' },
    ];
    const clock = new ManualClock();
    const times = { prepareTimeoutMs: 1_000, settleMs: 0, ledSinceUs: 0, stopGraceMs: 0 };
    const dispatch = (): void => {
      const run = aRun(['a']);
      const [wave] = run.waves;
      if (wave === undefined) throw new Error('a run has a wave');
      const deps = { sessions, clock, log: silentLog, times } as unknown as StartDeps;
      dispatchCommands({ ...run, plan: { ...run.plan, rules } }, wave, deps, AbortSignal.abort());
    };
    const kinds = (): readonly string[] =>
      said.map(({ kind }) => kind).filter((kind) => kind === 'rules' || kind === 'prepare');
    connect();
    dispatch();
    expect(kinds()).toEqual(['rules', 'rules', 'prepare']);
    dispatch();
    expect(kinds()).toEqual(['rules', 'rules', 'prepare', 'prepare']);
    connect();
    dispatch();
    expect(kinds().slice(4)).toEqual(['rules', 'rules', 'prepare']);
  });
});
