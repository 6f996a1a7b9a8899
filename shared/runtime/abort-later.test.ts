import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { abortLater } from './abort-later.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('abortLater', () => {
  it('aborts that much later than the other, with its reason', () => {
    const earlier = new AbortController();
    using later = abortLater(earlier.signal, 1_000);
    vi.advanceTimersByTime(5_000);
    expect(later.signal.aborted).toBe(false);
    earlier.abort('enough');
    vi.advanceTimersByTime(999);
    expect(later.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(later.signal.reason).toBe('enough');
  });

  it('leaves no timer when it is disposed of', () => {
    const earlier = new AbortController();
    abortLater(earlier.signal, 1_000)[Symbol.dispose]();
    earlier.abort();
    abortLater(earlier.signal, 1_000)[Symbol.dispose]();
    expect(vi.getTimerCount()).toBe(0);
  });
});
