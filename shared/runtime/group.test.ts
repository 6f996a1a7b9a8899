import { describe, expect, it } from 'vitest';
import { type Part, runGroup, untilAborted } from './group.ts';

const logged =
  (name: string, log: string[]): Part =>
  async (signal) => {
    log.push(`${name} started`);
    await untilAborted(signal);
    await Promise.resolve();
    log.push(`${name} stopped`);
  };

describe('runGroup', () => {
  it('stops the parts from the last to the first, each fully before the one before it', async () => {
    const log: string[] = [];
    const stop = new AbortController();
    const running = runGroup([logged('store', log), logged('server', log)], stop.signal);
    stop.abort();
    await running;
    expect(log).toEqual(['store started', 'server started', 'server stopped', 'store stopped']);
  });

  it('stops all and throws when one part fails', async () => {
    const log: string[] = [];
    const failing: Part = async () => {
      throw new Error('disk on fire');
    };
    await expect(runGroup([logged('a', log), failing], new AbortController().signal)).rejects.toThrow(
      'disk on fire',
    );
    expect(log).toContain('a stopped');
  });

  it('stops all when one part ends by itself', async () => {
    const log: string[] = [];
    await runGroup([logged('a', log), async () => undefined], new AbortController().signal);
    expect(log).toEqual(['a started', 'a stopped']);
  });

  it('takes an abort that a part passes on for its end, not for a failure', async () => {
    const stop = new AbortController();
    const running = runGroup(
      [
        async (signal) =>
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ],
      stop.signal,
    );
    stop.abort();
    await expect(running).resolves.toBeUndefined();
  });
});
