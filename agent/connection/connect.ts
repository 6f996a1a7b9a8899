import { type ChannelCredentials, Metadata } from '@grpc/grpc-js';
import { clientChannelOptions } from '../../shared/rpc/channel-options.ts';
import type { AgentServiceClient } from '../../shared/rpc/generated/toe/v1/AgentService.ts';
import { services } from '../../shared/rpc/services.ts';
import { backoffMs } from '../../shared/runtime/backoff.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import { NodeChangedError, type NodeToken } from './node-token.ts';
import type { TokenRenewal } from './renew-token.ts';
import { runSession, type SessionDeps, type SessionEnding } from './run-session.ts';
import { serverNameOptions } from './server-name.ts';
import { untilReady } from './until-ready.ts';

export interface ConnectionDeps extends SessionDeps {
  /** `host:port` of the coordinator. */
  readonly address: string;
  readonly credentials: ChannelCredentials;
  /** Where a token proves the node: renewed on the open session, within `tokenPollMs` of its file. */
  readonly token?: NodeToken | undefined;
  readonly tokenPollMs?: number;
}

const retryRule = { initialMs: 500, maxMs: 10_000 };
const redirectPatienceMs = 15_000;
/** One from a follower to the leader is the rule, and one more where that has just changed. */
const maxRedirects = 3;

/**
 * Keeps a session with the coordinator for as long as the agent lives. One channel serves all sessions (it dials
 * again by itself, and a channel that is closed while it is disconnected leaks its connection); a new one is made
 * only where a follower redirects to the leader. What runs on the node does not notice any of it.
 */
export class Connection {
  readonly #deps: ConnectionDeps;
  #welcomed = false;
  #lastWelcomedUs: number;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
    this.#lastWelcomedUs = deps.clock.monotonicUs();
  }

  isWelcomed(): boolean {
    return this.#welcomed;
  }

  /** How long there has been no session; 0 while there is one. */
  silentMs(): number {
    return this.#welcomed ? 0 : (this.#deps.clock.monotonicUs() - this.#lastWelcomedUs) / 1_000;
  }

  /** A Part: connects again until aborted, then lets the outbox run dry and closes. Throws a NodeChangedError. */
  async run(signal: AbortSignal): Promise<void> {
    const home = this.#dial(this.#deps.address);
    let client = home;
    let attempt = 0;
    let redirects = 0;
    while (!signal.aborted) {
      const ending = await this.#hold(client, client === home ? undefined : redirectPatienceMs, signal);
      if (ending.kind === 'stopped') break;
      if (ending.kind === 'redirected') {
        this.#deps.log.info({ address: ending.address }, 'Coordinator redirected the session');
        if (client !== home) client.close();
        client = this.#dial(ending.address);
        redirects = ending.wasWelcomed ? 1 : redirects + 1;
        // No failure, but where replicas send an agent to and fro.
        if (redirects > maxRedirects) await this.#pause(redirects, signal);
      } else {
        this.#deps.log.warn({ why: ending.why }, 'Session ended');
        if (client !== home) client.close();
        client = home;
        attempt = ending.wasWelcomed ? 0 : attempt + 1;
        redirects = 0;
        await this.#pause(attempt, signal);
      }
    }
    if (client !== home) client.close();
    home.close();
  }

  #dial(address: string): AgentServiceClient {
    return new services.AgentService(address, this.#deps.credentials, {
      ...clientChannelOptions,
      ...serverNameOptions(address, this.#deps.address),
    });
  }

  async #hold(
    client: AgentServiceClient,
    patienceMs: number | undefined,
    signal: AbortSignal,
  ): Promise<SessionEnding & { readonly wasWelcomed: boolean }> {
    const ready = await untilReady(client, this.#deps.clock, patienceMs, signal);
    if (ready === 'stopped') return { kind: 'stopped', wasWelcomed: false };
    if (ready === 'late') return { kind: 'lost', why: 'The leader cannot be reached', wasWelcomed: false };
    const renewal = await this.#readToken();
    if (renewal.kind === 'unreadable') return { kind: 'lost', why: renewal.why, wasWelcomed: false };
    let wasWelcomed = false;
    const call = client.Connect(new Metadata());
    const ending = await runSession(
      call,
      {
        ...this.#deps,
        renewal: renewal.renewal,
        onWelcome: (welcome) => {
          wasWelcomed = true;
          this.#welcomed = true;
          this.#deps.log.info({ session: welcome.sessionId }, 'Session opened');
          this.#deps.onWelcome(welcome);
        },
      },
      signal,
    );
    if (this.#welcomed) this.#lastWelcomedUs = this.#deps.clock.monotonicUs();
    this.#welcomed = false;
    return { ...ending, wasWelcomed };
  }

  /** Before the call: what its credentials then read is this token or a newer one. */
  async #readToken(): Promise<
    | { readonly kind: 'read'; readonly renewal: TokenRenewal | undefined }
    | { readonly kind: 'unreadable'; readonly why: string }
  > {
    const { token, tokenPollMs = 10_000 } = this.#deps;
    if (token === undefined) return { kind: 'read', renewal: undefined };
    try {
      const sent = await token.read();
      return { kind: 'read', renewal: { sent, read: () => token.read(), pollMs: tokenPollMs } };
    } catch (error) {
      if (error instanceof NodeChangedError) throw error;
      return { kind: 'unreadable', why: error instanceof Error ? error.message : String(error) };
    }
  }

  async #pause(attempt: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#deps.clock.sleep(backoffMs(retryRule, attempt, this.#deps.random()), signal);
    } catch (error) {
      if (!isAbort(error)) throw error;
    }
  }
}
