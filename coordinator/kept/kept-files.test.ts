import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KeptFiles } from '../../shared/domain/kept-files.ts';
import type { CoordinatorSays } from '../../shared/domain/session-messages.ts';
import { silentLog } from '../../shared/log.ts';
import { someFacts } from '../../test/builders/raw-session.ts';
import { StoreFolder } from '../../test/builders/store-folder.ts';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import type { Session } from '../agents/session.ts';
import { Sessions } from '../agents/sessions.ts';
import { fetchKey, planKey } from '../planning/plan.ts';
import { KeptFilesOnNodes } from './kept-files.ts';

const hourMs = 3_600_000;
const commandId = 'run-1.uid-a.1';
let folder: StoreFolder;
let clock: ManualClock;
let sessions: Sessions;
let kept: KeptFilesOnNodes;
let said: CoordinatorSays[];
let stop: () => Promise<void>;

beforeEach(async () => {
  folder = await StoreFolder.make();
  clock = new ManualClock();
  const times = { heartbeatIntervalMs: 1_000, leaseMs: 3_500 };
  sessions = new Sessions({ clock, log: silentLog, times, leaderAddress: '' });
  kept = new KeptFilesOnNodes({ store: folder.store, sessions, clock, log: silentLog });
  sessions.listen({
    onOutcome: () => undefined,
    onCommand: () => undefined,
    onProgress: () => undefined,
    onNode: () => undefined,
    onKept: (id) => kept.lookAtCommand(id),
  });
  said = [];
  const controller = new AbortController();
  const running = kept.run(controller.signal);
  stop = async () => {
    controller.abort();
    await running;
  };
});
afterEach(async () => {
  await stop();
  await folder[Symbol.asyncDispose]();
});

/** What of it concerns kept files. */
const orders = (): readonly CoordinatorSays[] =>
  said.filter(({ kind }) => kind === 'upload' || kind === 'discard');

function connect(artifactIds: readonly string[] = ['profile']): Session {
  const keptFiles: KeptFiles[] = [{ commandId, artifactIds, unsendable: [] }];
  const stream = { send: (says: CoordinatorSays) => void said.push(says), abort: () => undefined };
  const facts = { ...someFacts, protocolVersion: 6 };
  return sessions.open({ name: 'a', uid: 'uid-a' }, { facts, commands: [], outcomes: [], keptFiles }, stream);
}
const put = (key: string, document: object): Promise<void> =>
  folder.store.putDocument(key, Buffer.from(JSON.stringify(document)));
const order = (forMs: number): Promise<void> =>
  put(fetchKey('run-1'), {
    requestedBy: 'somebody',
    requestedUnixUs: clock.unixUs(),
    untilUnixUs: clock.unixUs() + forMs * 1_000,
  });
/** Two sweeps: what was begun by the first is done when the second is slept for. */
async function sweep(ms = 60_000): Promise<void> {
  clock.advance(ms);
  await vi.waitFor(() => expect(clock.sleeping).toBe(1));
}

describe('an agent that keeps files', () => {
  it('of a run that nobody asked for is told nothing', async () => {
    await put(planKey('run-1'), {});
    connect();
    for (let count = 0; count < 30; count += 1) await sweep(hourMs);
    await vi.waitFor(() => expect(orders()).toEqual([]));
  });

  it('is asked for each file once a session when somebody wants them, and again when it is back', async () => {
    await put(planKey('run-1'), {});
    await order(hourMs);
    const session = connect(['profile', 'script']);
    const asked = ['profile', 'script'].map((artifactId) => ({ kind: 'upload', commandId, artifactId }));
    await vi.waitFor(() => expect(orders()).toEqual(asked));
    kept.look('run-1');
    await sweep();
    expect(orders()).toEqual(asked);
    sessions.close(session);
    connect(['script']);
    await vi.waitFor(() => expect(orders()).toEqual([...asked, asked[1]]));
  });

  it('is not asked where it comes back after the time that the files may take', async () => {
    await put(planKey('run-1'), {});
    await order(hourMs);
    await sweep(hourMs);
    connect();
    await sweep();
    expect(orders()).toEqual([]);
  });

  it('frees them when the run was removed, at once or when it is back', async () => {
    await put(planKey('run-1'), {});
    const session = connect();
    await folder.store.removeAll('runs/run-1');
    kept.noteRemoved('run-1');
    const discard = { kind: 'discard', commandId };
    await vi.waitFor(() => expect(orders()).toEqual([discard]));
    sessions.close(session);
    connect();
    await vi.waitFor(() => expect(orders()).toEqual([discard, discard]));
  });

  it('of a run that the store does not know keeps them for a day, and is then told to free them', async () => {
    connect();
    await sweep();
    await sweep(23 * hourMs);
    await sweep();
    expect(orders()).toEqual([]);
    clock.advance(hourMs);
    await vi.waitFor(() => expect(orders()).toEqual([{ kind: 'discard', commandId }]));
  });

  it('of a run that the store knows again is left alone, however long it was unknown', async () => {
    connect();
    await sweep(23 * hourMs);
    await put(planKey('run-1'), {});
    for (let count = 0; count < 30; count += 1) await sweep(hourMs);
    expect(orders()).toEqual([]);
  });
});
