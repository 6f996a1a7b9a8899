import { type Client, connectivityState } from '@grpc/grpc-js';
import type { Clock } from '../../shared/runtime/clock.ts';

const watchMs = 1_000;

/**
 * Waits until the channel is connected, dialling as often as it takes. A hello is made only then, so that it says
 * what is true now. Where there is a patience, `late`: not within it, or the first dial failed, as where the leader
 * that a follower still names has died.
 */
export async function untilReady(
  client: Client,
  clock: Clock,
  patienceMs: number | undefined,
  signal: AbortSignal,
): Promise<'ready' | 'stopped' | 'late'> {
  const beginUs = clock.monotonicUs();
  for (;;) {
    if (signal.aborted) return 'stopped';
    const channel = client.getChannel();
    const state = channel.getConnectivityState(true);
    if (state === connectivityState.READY) return 'ready';
    const isOverdue = patienceMs !== undefined && clock.monotonicUs() - beginUs > patienceMs * 1_000;
    const hasFailed = patienceMs !== undefined && state === connectivityState.TRANSIENT_FAILURE;
    if (isOverdue || hasFailed) return 'late';
    await new Promise<void>((resolve) => {
      const onAbort = (): void => resolve();
      signal.addEventListener('abort', onAbort, { once: true });
      channel.watchConnectivityState(state, Date.now() + watchMs, () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      });
    });
  }
}
