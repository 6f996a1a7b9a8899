import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UploadStage } from '../../test/builders/upload-stage.ts';
import { makeUploadQueue } from './upload-queue.ts';
import { CommandRates } from './upload-rate.ts';

let stage: UploadStage;

beforeEach(async () => {
  stage = await UploadStage.start();
});
afterEach(() => stage[Symbol.asyncDispose]());

describe('makeUploadQueue', () => {
  it('delivers what was put in before and after its start, one command’s files and the other’s in turn', async () => {
    const queue = makeUploadQueue(stage.deps);
    const stop = new AbortController();
    const delivered: string[] = [];
    const add = async (id: string, commandId: string): Promise<void> => {
      const request = await stage.seal(randomBytes(1_000), id, commandId);
      queue.enqueue({ ...request, onDelivery: (result) => delivered.push(`${id} ${result.kind}`) });
      queue.enqueue({ ...request, onDelivery: () => delivered.push('twice') });
    };
    for (const id of ['a1', 'a2', 'a3', 'a4']) await add(id, 'r1.n1.1');
    await add('b1', 'r2.n1.1');
    const running = queue.part(stop.signal);
    await add('c1', 'r3.n1.1');
    await queue.untilEmpty(stop.signal);
    expect(delivered.toSorted()).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'c1'].map((id) => `${id} delivered`));
    expect(delivered.indexOf('b1 delivered')).toBeLessThan(delivered.indexOf('a4 delivered'));
    stop.abort();
    await running;
    expect(queue.size()).toBe(0);
  });

  it('sends a command’s files as slowly as the command says, together', async () => {
    let waitedMs = 0;
    const clock = {
      monotonicUs: () => waitedMs * 1_000,
      unixUs: () => 0,
      sleep: async (ms: number) => {
        waitedMs += ms;
      },
    };
    const commandRates = new CommandRates(clock);
    const queue = makeUploadQueue({ ...stage.deps, commandRates });
    const stop = new AbortController();
    for (const id of ['a', 'b']) {
      const request = await stage.seal(randomBytes(500_000), id);
      queue.enqueue({ ...request, maxBytesPerSecond: 100_000, onDelivery: () => undefined });
    }
    const running = queue.part(stop.signal);
    await queue.untilEmpty(stop.signal);
    stop.abort();
    await running;
    // A million bytes at 100,000 a second, by a clock that only this limit moves.
    expect(waitedMs).toBeGreaterThan(9_800);
    expect(stage.storedSum('b')).toHaveLength(64);
  });

  it('tells every order that it is stopped when the agent stops', async () => {
    await stage.server.close();
    const queue = makeUploadQueue(stage.deps);
    const stop = new AbortController();
    const ended = vi.fn<(kind: string) => void>();
    for (const id of ['a', 'b', 'c']) {
      const request = await stage.seal(randomBytes(10), id);
      queue.enqueue({ ...request, onDelivery: (result) => ended(result.kind) });
    }
    const running = queue.part(stop.signal);
    stop.abort();
    await running;
    expect(ended.mock.calls).toEqual([['stopped'], ['stopped'], ['stopped']]);
  });
});
