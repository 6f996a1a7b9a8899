import { describe, expect, it, vi } from 'vitest';
import { WorkQueue } from './work-queue.ts';

const start = (queue: WorkQueue, work: (key: string) => Promise<void>, workers = 4) => {
  const stop = new AbortController();
  const errors: unknown[] = [];
  const done = queue.run(work, (_key, error) => errors.push(error), workers, stop.signal);
  return {
    errors,
    end: async () => {
      stop.abort();
      await done;
    },
  };
};

describe('WorkQueue', () => {
  it('never works on one key twice at a time, and comes back to a key that was added meanwhile', async () => {
    const queue = new WorkQueue();
    let atOnce = 0;
    let most = 0;
    let passes = 0;
    let release: (() => void) | undefined;
    const running = start(queue, async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      passes += 1;
      if (passes === 1) await new Promise<void>((resolve) => (release = resolve));
      atOnce -= 1;
    });
    queue.add('a');
    await vi.waitFor(() => expect(release).toBeDefined());
    queue.add('a');
    queue.add('a');
    release?.();
    await vi.waitFor(() => expect(passes).toBe(2));
    await running.end();
    expect(most).toBe(1);
    expect(passes).toBe(2);
  });

  it('works on other keys while one is busy', async () => {
    const queue = new WorkQueue();
    let release: (() => void) | undefined;
    const seen: string[] = [];
    const running = start(queue, async (key) => {
      seen.push(key);
      if (key === 'slow') await new Promise<void>((resolve) => (release = resolve));
    });
    queue.add('slow');
    queue.add('quick');
    await vi.waitFor(() => expect(seen).toEqual(['slow', 'quick']));
    release?.();
    await running.end();
  });

  it('tries a key again after a failure, and says so', async () => {
    const queue = new WorkQueue();
    let tries = 0;
    const running = start(queue, async () => {
      tries += 1;
      if (tries === 1) throw new Error('first');
    });
    queue.add('a');
    await vi.waitFor(() => expect(tries).toBe(2), 2_000);
    await running.end();
    expect(running.errors).toHaveLength(1);
  });

  it('lets the earliest of several delays win', async () => {
    const queue = new WorkQueue();
    let worked = 0;
    const running = start(queue, async () => {
      worked += 1;
    });
    queue.addAfter('a', 60_000);
    queue.addAfter('a', 10);
    queue.addAfter('a', 50_000);
    await vi.waitFor(() => expect(worked).toBe(1));
    await running.end();
  });

  it('ends only when the work under way has ended', async () => {
    const queue = new WorkQueue();
    let finished = false;
    let release: (() => void) | undefined;
    const running = start(queue, async () => {
      await new Promise<void>((resolve) => (release = resolve));
      finished = true;
    });
    queue.add('a');
    await vi.waitFor(() => expect(release).toBeDefined());
    const ended = running.end();
    release?.();
    await ended;
    expect(finished).toBe(true);
  });
});
