import { type ServerWritableStream, status } from '@grpc/grpc-js';
import { isTerminal, type Phase } from '../../shared/kinds/power-tool.ts';
import type { Capture } from '../../shared/rpc/generated/toe/v1/Capture.ts';
import type { GetCaptureRequest__Output } from '../../shared/rpc/generated/toe/v1/GetCaptureRequest.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import { readCapture, toRef } from './captures.ts';
import type { GatewayDeps } from './gateway-deps.ts';

const gapMs = 200;

/**
 * Sends the capture whenever it changed, at most five times a second, until it is terminal or nobody listens. Throws
 * UNAVAILABLE where this coordinator leads no more: another one goes on telling.
 */
export async function watchCapture(
  call: ServerWritableStream<GetCaptureRequest__Output, Capture>,
  deps: GatewayDeps,
): Promise<void> {
  const ref = toRef(call.request);
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  deps.over.addEventListener('abort', leave, { once: true });
  if (deps.over.aborted) leave();
  call.on('cancelled', leave);
  call.on('close', leave);
  let changed = true;
  let wake: (() => void) | undefined;
  const unwatch = deps.reconciler.watch((other) => {
    if (other.name !== ref.name || other.namespace !== ref.namespace) return;
    changed = true;
    wake?.();
  });
  gone.signal.addEventListener('abort', () => wake?.(), { once: true });
  try {
    let sent = '';
    while (!gone.signal.aborted) {
      if (!changed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (changed || gone.signal.aborted) resolve();
        });
        continue;
      }
      changed = false;
      const capture = await readCapture(ref, deps);
      const text = JSON.stringify(capture);
      if (text !== sent) call.write(capture);
      sent = text;
      const phase = capture.status?.fields?.phase?.stringValue;
      if (isTerminal((phase ?? 'Pending') as Phase)) return;
      await deps.clock.sleep(gapMs, gone.signal);
    }
  } catch (error) {
    if (!isAbort(error)) throw error;
  } finally {
    unwatch();
    deps.over.removeEventListener('abort', leave);
    call.off('cancelled', leave);
    call.off('close', leave);
  }
  if (deps.over.aborted && !call.cancelled)
    throw new StatusError(
      status.UNAVAILABLE,
      'Cannot go on watching: this coordinator does not lead any more: watch again',
    );
}
