import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AgentSays } from '../../shared/domain/session-messages.ts';
import { makeUnstartedOutcome } from '../commands/make-outcome.ts';
import { openEpochs } from './epoch.ts';
import { heartbeatDelayMs } from './heartbeat.ts';
import { Outbox } from './outbox.ts';
import { serverNameOptions } from './server-name.ts';

const update = (commandId: string, outputBytes: number): AgentSays => ({
  kind: 'commandUpdate',
  update: {
    commandId,
    state: 'running',
    startedMonotonicUs: 0,
    outputBytes,
    usage: undefined,
    uploadBytes: 0,
    uploadTotalBytes: 0,
  },
});
const outcome = (commandId: string): AgentSays => ({
  kind: 'outcome',
  outcome: makeUnstartedOutcome(commandId, { ending: 'cancelled', reason: 'StopRequested', message: '' }),
});
const takeAll = (outbox: Outbox): AgentSays[] => {
  const taken: AgentSays[] = [];
  for (let says = outbox.take(); says !== undefined; says = outbox.take()) taken.push(says);
  return taken;
};

describe('Outbox', () => {
  it('keeps one update for each command, the newest', () => {
    const outbox = new Outbox();
    for (let bytes = 0; bytes < 1_000; bytes += 1) outbox.put(update(bytes % 2 === 0 ? 'a' : 'b', bytes));
    expect(takeAll(outbox)).toEqual([update('a', 998), update('b', 999)]);
  });

  it('never drops an outcome, and puts none behind an older update of its command', () => {
    const outbox = new Outbox();
    outbox.put(update('a', 1));
    outbox.put(outcome('a'));
    outbox.put(outcome('b'));
    outbox.put(update('a', 2));
    expect(takeAll(outbox)).toEqual([outcome('a'), outcome('b'), update('a', 2)]);
  });

  it('tells its listener, and nobody after that was taken away', () => {
    const outbox = new Outbox();
    let calls = 0;
    outbox.listen(() => {
      calls += 1;
    });
    outbox.put(update('a', 1));
    outbox.listen(undefined);
    outbox.put(update('a', 2));
    expect(calls).toBe(1);
    outbox.clear();
    expect(outbox.take()).toBeUndefined();
  });
});

describe('openEpochs', () => {
  it('obeys the highest ever seen, also after a restart', async () => {
    const spool = await mkdtemp(join(tmpdir(), 'toe-epoch-'));
    onTestFinished(() => rm(spool, { recursive: true }));
    const epochs = openEpochs(spool);
    expect([3, 2, 3, 5, Number.NaN].map((epoch) => epochs.admit(epoch))).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
    expect(await readFile(join(spool, 'epoch'), 'utf8')).toBe('5\n');
    const again = openEpochs(spool);
    expect([4, 5].map((epoch) => again.admit(epoch))).toEqual([false, true]);
    await writeFile(join(spool, 'epoch'), 'x');
    expect(() => openEpochs(spool)).toThrow('holds no epoch');
  });
});

describe('serverNameOptions', () => {
  it.each([
    ['localhost:1', 'localhost:1', undefined],
    ['127.0.0.1:1', '127.0.0.1:1', 'toe-coordinator'],
    ['[::1]:1', '[::1]:1', 'toe-coordinator'],
    ['10.0.0.7:1', 'toe.toe-system.svc:1', 'toe.toe-system.svc'],
  ])('dialling %s where %s is configured', (address, configured, name) => {
    expect(serverNameOptions(address, configured)['grpc.ssl_target_name_override']).toBe(name);
  });
});

describe('heartbeatDelayMs', () => {
  it('stays within a tenth of the interval, and never spins', () => {
    expect(heartbeatDelayMs(10_000, 0)).toBe(9_000);
    expect(heartbeatDelayMs(10_000, 1)).toBeCloseTo(11_000);
    expect(heartbeatDelayMs(0, 0)).toBe(100);
  });
});
