import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { LinkedAbort } from './linked-abort.ts';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

describe('a linked abort', () => {
  it('follows the earlier signal, also where that has aborted', () => {
    const earlier = new AbortController();
    using linked = new LinkedAbort(earlier.signal);
    expect(linked.signal.aborted).toBe(false);
    earlier.abort();
    expect([linked.signal.aborted, linked.isLate]).toEqual([true, false]);
    using late = new LinkedAbort(earlier.signal);
    expect(late.signal.aborted).toBe(true);
  });

  it('comes by itself after its time', async () => {
    using linked = new LinkedAbort(new AbortController().signal, 1);
    await vi.waitFor(() => expect([linked.signal.aborted, linked.isLate]).toEqual([true, true]));
  });

  it('leaves no listener, whether it is aborted or disposed of', () => {
    const earlier = new AbortController();
    const linked = new LinkedAbort(earlier.signal, 60_000);
    expect(listeners(earlier.signal)).toBe(1);
    linked.abort();
    expect(listeners(earlier.signal)).toBe(0);
    new LinkedAbort(earlier.signal)[Symbol.dispose]();
    expect(listeners(earlier.signal)).toBe(0);
  });
});
