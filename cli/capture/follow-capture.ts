import { isRetryable } from '../../shared/rpc/status.ts';
import { type BackoffRule, backoffMs } from '../../shared/runtime/backoff.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { toCliError } from '../cli-error.ts';
import type { CaptureClient, CaptureRef } from '../connection/capture-client.ts';
import type { ProgressDisplay } from '../output/progress-display.ts';
import { type CaptureView, toCaptureView } from './capture-view.ts';

/** How following a capture ends. The capture itself goes on unless it is `ended`. */
export type FollowEnd =
  | { readonly kind: 'ended'; readonly view: CaptureView }
  | { readonly kind: 'detached'; readonly reason: 'interrupted' | 'timeout' };

export interface FollowDependencies {
  readonly client: CaptureClient;
  readonly display: ProgressDisplay;
  readonly clock: Clock;
}

const reconnectRule: BackoffRule = { initialMs: 250, maxMs: 5_000 };
const giveUpAfterMs = 10 * 60_000;

/**
 * Shows a capture until it is terminal and processed, or `detach` aborts (its reason `timeout` says so). A
 * coordinator that is away is waited for, at most ten minutes; then a CliError is thrown.
 */
export async function followCapture(
  ref: CaptureRef,
  deps: FollowDependencies,
  detach: AbortSignal,
): Promise<FollowEnd> {
  let attempt = 0;
  let lostAtUs: number | undefined;
  while (!detach.aborted) {
    const watched = await watchOnce(ref, deps, detach);
    if (watched.kind === 'ended') return watched;
    if (watched.kind === 'open') await pause(deps, 0, detach);
    else {
      if (!isRetryable(watched.error))
        throw toCliError(`watch capture "${ref.name}"`, deps.client.peer, watched.error);
      const nowUs = deps.clock.monotonicUs();
      if (watched.sawSomething || lostAtUs === undefined) {
        lostAtUs = nowUs;
        attempt = 0;
        deps.display.note(`Lost the coordinator; capture "${ref.name}" goes on; reconnecting`);
      }
      if (nowUs - lostAtUs > giveUpAfterMs * 1000) {
        throw toCliError(`watch capture "${ref.name}"`, deps.client.peer, watched.error);
      }
      await pause(deps, attempt++, detach);
    }
  }
  return { kind: 'detached', reason: detach.reason === 'timeout' ? 'timeout' : 'interrupted' };
}

async function pause({ clock }: FollowDependencies, attempt: number, detach: AbortSignal): Promise<void> {
  await clock.sleep(backoffMs(reconnectRule, attempt, Math.random()), detach).catch(() => undefined);
}

type Watched =
  | { readonly kind: 'ended'; readonly view: CaptureView }
  | { readonly kind: 'open' }
  | { readonly kind: 'failed'; readonly error: unknown; readonly sawSomething: boolean };

/** One stream. `open`: it ended or was left before the capture did. */
async function watchOnce(ref: CaptureRef, deps: FollowDependencies, detach: AbortSignal): Promise<Watched> {
  const stream = await deps.client.watch(ref);
  const cancel = (): void => stream.cancel();
  detach.addEventListener('abort', cancel, { once: true });
  let last: CaptureView | undefined;
  try {
    for await (const capture of stream) {
      last = toCaptureView(capture);
      deps.display.show(last);
    }
    return last?.isTerminal ? { kind: 'ended', view: last } : { kind: 'open' };
  } catch (error) {
    if (detach.aborted) return { kind: 'open' };
    return { kind: 'failed', error, sawSomething: last !== undefined };
  } finally {
    detach.removeEventListener('abort', cancel);
    stream.cancel();
  }
}
