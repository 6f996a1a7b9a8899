import type { ChannelCredentials } from '@grpc/grpc-js';
import { uploadChannelOptions } from '../../shared/rpc/channel-options.ts';
import type { ArtifactServiceClient } from '../../shared/rpc/generated/toe/v1/ArtifactService.ts';
import { makeArtifactClient } from '../../shared/rpc/write-codec.ts';
import { serverNameOptions } from './server-name.ts';

/**
 * The way to where artifacts go, which is the leader, on a connection of its own. A way that was left is kept for the
 * next time: a channel that is closed while it is disconnected leaks its connection, and leaders are few.
 */
export class ArtifactClients {
  readonly #home: string;
  readonly #credentials: ChannelCredentials;
  readonly #clients = new Map<string, ArtifactServiceClient>();
  #address: string;
  #left = new AbortController();

  constructor(home: string, credentials: ChannelCredentials) {
    this.#home = home;
    this.#credentials = credentials;
    this.#address = home;
  }

  /** For the next try of an upload. */
  current(): ArtifactServiceClient {
    const known = this.#clients.get(this.#address);
    if (known !== undefined) return known;
    const made = makeArtifactClient(this.#address, this.#credentials, {
      ...uploadChannelOptions,
      ...serverNameOptions(this.#address, this.#home),
    });
    this.#clients.set(this.#address, made);
    return made;
  }

  /** Aborts when the present way is left for another one. */
  left(): AbortSignal {
    return this.#left.signal;
  }

  /** `''`: the configured address. */
  follow(leaderAddress: string): void {
    const address = leaderAddress === '' ? this.#home : leaderAddress;
    if (address === this.#address) return;
    this.#address = address;
    this.#left.abort();
    this.#left = new AbortController();
  }
}
