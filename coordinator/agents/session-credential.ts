import { status } from '@grpc/grpc-js';
import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import type { IdentifiedNode, IdentityProvider } from '../identity/identity-provider.ts';

export interface SessionCredentialDeps {
  readonly identity: IdentityProvider;
  readonly clock: Clock;
  /** Bound to the session's node. */
  readonly log: Log;
  /** Ends the session with this status. */
  readonly end: (code: status, message: string) => void;
}

/** Timers are not made for months. */
const longestSleepMs = 3_600_000;
const reviewAgainMs = 5_000;

/**
 * What proves an open session's node, for as long as the session lasts. A token has to be followed by a newer one
 * of the same node before it expires; what a newer one lacks does not make the older one worse.
 */
export class SessionCredential {
  readonly #node: IdentifiedNode;
  readonly #deps: SessionCredentialDeps;
  #expiresUnixMs: number;
  #received = 0;

  constructor(node: IdentifiedNode, deps: SessionCredentialDeps) {
    this.#node = node;
    this.#deps = deps;
    this.#expiresUnixMs = node.expiresUnixMs;
  }

  /** Ends the session with UNAUTHENTICATED when the credential has expired; resolves then or with the signal. */
  async watch(signal: AbortSignal): Promise<void> {
    const { clock, log, end } = this.#deps;
    while (this.#expiresUnixMs < Number.POSITIVE_INFINITY) {
      const leftMs = this.#expiresUnixMs - clock.unixUs() / 1_000;
      if (leftMs <= 0) {
        log.warn('Credential of a session expired');
        const message = `Session ended: the token of node "${this.#node.name}" expired and no valid newer one came`;
        end(status.UNAUTHENTICATED, message);
        return;
      }
      if (!(await this.#sleep(Math.min(Math.ceil(leftMs), longestSleepMs), signal))) return;
    }
  }

  /**
   * Takes a token that came on the session. One that proves another node, or nobody who may be an agent, ends the
   * session with PERMISSION_DENIED; while nobody can review it, it is tried again. The newest one that came counts.
   */
  async renew(token: string, signal: AbortSignal): Promise<void> {
    const { identity, log } = this.#deps;
    this.#received += 1;
    const received = this.#received;
    for (;;) {
      const identified = await identity.identifyNodeByToken(token);
      if (signal.aborted || received !== this.#received) return;
      if (identified.kind === 'identified') {
        this.#take(identified.node);
        return;
      }
      const { code, message } = identified;
      log.warn({ why: message }, 'Newer credential of a session was refused');
      if (code === status.PERMISSION_DENIED) this.#refuse(message);
      if (code !== status.UNAVAILABLE || !(await this.#sleep(reviewAgainMs, signal))) return;
    }
  }

  #take(node: IdentifiedNode): void {
    if (node.uid !== this.#node.uid || node.name !== this.#node.name) {
      this.#refuse(`Session ended: the newer token is of node "${node.name}", not of "${this.#node.name}"`);
      return;
    }
    this.#expiresUnixMs = Math.max(this.#expiresUnixMs, node.expiresUnixMs);
    this.#deps.log.debug('Credential of a session renewed');
  }

  #refuse(message: string): void {
    const { log, end } = this.#deps;
    const who = this.#node.name;
    log.info({ who, method: 'Connect', verdict: 'refused', code: 'PERMISSION_DENIED' }, 'Request audited');
    end(status.PERMISSION_DENIED, message);
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#deps.clock.sleep(ms, signal);
      return true;
    } catch (error) {
      if (!isAbort(error)) throw error;
      return false;
    }
  }
}
