import { expect, test, vi } from 'vitest';
import { silentLog } from '../../../shared/log.ts';
import { keepWatching } from './keep-watching.ts';
import type { KubeEvent, WatchEnd } from './kube-events.ts';

type Script = (onEvent: (event: KubeEvent) => void, signal: AbortSignal) => Promise<WatchEnd>;

const untilAborted: Script = (_, signal) =>
  new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve({ kind: 'ended' }), { once: true }),
  );

/** Runs a loop against a server that acts as scripted, one script a watch; resolves with what it was asked. */
async function play(
  scripts: readonly Script[],
  until: number,
  relistMs = 600_000,
): Promise<readonly string[]> {
  const asked: string[] = [];
  const controller = new AbortController();
  const left = [...scripts];
  let lists = 0;
  const done = keepWatching(
    {
      list: async () => {
        lists += 1;
        asked.push('list');
        return { resourceVersion: `${lists * 100}`, objects: [] };
      },
      watch: (resourceVersion, onEvent, signal) => {
        asked.push(resourceVersion);
        return (left.shift() ?? untilAborted)(onEvent, signal);
      },
      onList: () => undefined,
      onEvent: () => undefined,
      log: silentLog,
      rule: { relistMs, backoff: { initialMs: 1, maxMs: 4 } },
    },
    controller.signal,
  );
  await vi.waitFor(() => expect(asked.length).toBeGreaterThanOrEqual(until), { timeout: 5_000, interval: 5 });
  controller.abort();
  await done;
  return asked;
}

test('a watch that ends goes on from the last resource version', async () => {
  const script: Script = async (onEvent) => {
    onEvent({ kind: 'bookmark', resourceVersion: '150' });
    return { kind: 'ended' };
  };
  expect(await play([script], 3)).toEqual(['list', '100', '150']);
});

test('a connection that breaks is tried again from the same place', async () => {
  const script: Script = () => Promise.reject(new Error('socket hang up'));
  expect(await play([script, script, script], 5)).toEqual(['list', '100', '100', '100', '100']);
});

test('a resource version that is gone means to list again', async () => {
  const script: Script = async () => ({ kind: 'expired', message: 'too old resource version' });
  expect(await play([script], 4)).toEqual(['list', '100', 'list', '200']);
});

test('everything is listed again after a while, however well the watch goes', async () => {
  expect((await play([], 6, 20)).slice(0, 6)).toEqual(['list', '100', 'list', '200', 'list', '300']);
});
