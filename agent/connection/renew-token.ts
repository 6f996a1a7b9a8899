import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import type { Outbox } from './outbox.ts';

/** The token that an open session stands on, and where its successor will be. */
export interface TokenRenewal {
  /** The one that the session was opened with, or an older one. */
  readonly sent: string;
  readonly read: () => Promise<string>;
  /** How often to look. */
  readonly pollMs: number;
}

/** Puts every newer token into the outbox until aborted, so that the session outlives the one it was opened with. */
export async function renewToken(
  renewal: TokenRenewal,
  deps: { readonly outbox: Outbox; readonly clock: Clock; readonly log: Log },
  signal: AbortSignal,
): Promise<void> {
  let { sent } = renewal;
  while (!signal.aborted) {
    try {
      await deps.clock.sleep(renewal.pollMs, signal);
      const token = await renewal.read();
      if (signal.aborted || token === sent) continue;
      deps.outbox.put({ kind: 'credential', token });
      sent = token;
    } catch (error) {
      if (isAbort(error)) return;
      deps.log.warn({ err: error }, 'Token could not be read');
    }
  }
}
