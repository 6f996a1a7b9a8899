import { readFile } from 'node:fs/promises';
import {
  type ClientReadableStream,
  credentials,
  Metadata,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceError,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { clientChannelOptions } from '../../shared/rpc/channel-options.ts';
import type { CaptureServiceClient } from '../../shared/rpc/generated/toe/v1/CaptureService.ts';
import { services } from '../../shared/rpc/services.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import { type Part, untilAborted } from '../../shared/runtime/group.ts';
import type { CoordinatorConfig } from '../config.ts';
import type { Leadership } from '../platform.ts';
import { endCall, toRefusal } from '../refuse-call.ts';

/** Marks a call that a follower passed on, so that it is never passed on twice. */
const relayedBy = 'toe-relayed';
const serverName = 'toe-coordinator';

type UnaryMethod = (
  request: unknown,
  metadata: Metadata,
  callback: (error: ServiceError | null, response?: unknown) => void,
) => { cancel(): void };
type StreamMethod = (request: unknown, metadata: Metadata) => ClientReadableStream<unknown>;

/**
 * Passes calls of people on to the leader, with the caller's own credential, while this coordinator follows. The
 * leader's API is at its own address with the port that all replicas have. Without an authority to check the
 * leader's certificate by, calls are answered with UNAVAILABLE instead.
 */
export class CallRelay {
  readonly #leadership: Leadership;
  readonly #authority: Buffer | undefined;
  readonly #port: string;
  #client: { readonly address: string; readonly client: CaptureServiceClient } | undefined;

  private constructor(leadership: Leadership, authority: Buffer | undefined, port: string) {
    this.#leadership = leadership;
    this.#authority = authority;
    this.#port = port;
  }

  static async open(config: CoordinatorConfig, leadership: Leadership): Promise<CallRelay> {
    const authority = config.relayAuthority === undefined ? undefined : await readFile(config.relayAuthority);
    return new CallRelay(leadership, authority, config.apiListen.slice(config.apiListen.lastIndexOf(':')));
  }

  /** For `delegate`. */
  readonly handle = (method: string, call: unknown, callback: unknown): void => {
    const client = this.#findClient();
    const own = call as ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>;
    if (client === undefined || own.metadata.get(relayedBy).length > 0) {
      endCall(call, callback, new StatusError(status.UNAVAILABLE, toRefusal(method)));
      return;
    }
    const name = `${method.charAt(0).toLowerCase()}${method.slice(1)}`;
    const remote: unknown = Reflect.get(client, name);
    if (typeof remote !== 'function') {
      endCall(call, callback, new StatusError(status.UNIMPLEMENTED, `There is no method ${method}`));
    } else if (typeof callback === 'function') {
      relayUnary(own, remote.bind(client) as UnaryMethod, callback as sendUnaryData<unknown>);
    } else {
      relayStream(own as ServerWritableStream<unknown, unknown>, remote.bind(client) as StreamMethod);
    }
  };

  readonly part: Part = async (signal) => {
    await untilAborted(signal);
    this.#client?.client.close();
  };

  #findClient(): CaptureServiceClient | undefined {
    const leader = this.#leadership.currentLeader();
    if (leader === undefined || leader.isMe || this.#authority === undefined) return undefined;
    const address = `${leader.address.slice(0, leader.address.lastIndexOf(':'))}${this.#port}`;
    if (this.#client?.address === address) return this.#client.client;
    const client = new services.CaptureService(address, credentials.createSsl(this.#authority), {
      ...clientChannelOptions,
      'grpc.ssl_target_name_override': serverName,
    });
    this.#client = { address, client };
    return client;
  }
}

function passedOn(own: { readonly metadata: Metadata }): Metadata {
  const metadata = new Metadata();
  for (const value of own.metadata.get('authorization')) metadata.add('authorization', value);
  metadata.set(relayedBy, '1');
  return metadata;
}

function relayUnary(
  own: {
    readonly metadata: Metadata;
    readonly request: unknown;
    on(event: 'cancelled', listener: () => void): unknown;
  },
  remote: UnaryMethod,
  callback: sendUnaryData<unknown>,
): void {
  const passed = remote(own.request, passedOn(own), (error, response) => {
    if (error === null) callback(null, response);
    else callback({ code: error.code, details: error.details });
  });
  own.on('cancelled', () => passed.cancel());
}

function relayStream(own: ServerWritableStream<unknown, unknown>, remote: StreamMethod): void {
  const passed = remote(own.request, passedOn(own));
  own.on('cancelled', () => passed.cancel());
  own.on('drain', () => passed.resume());
  passed.on('data', (message: unknown) => {
    if (!own.write(message)) passed.pause();
  });
  passed.on('error', (error: ServiceError) => {
    own.emit('error', new StatusError(error.code, error.details));
  });
  passed.on('end', () => own.end());
}
