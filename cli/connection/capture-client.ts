import { isIP } from 'node:net';
import {
  type CallOptions,
  type ChannelCredentials,
  type ChannelOptions,
  type ClientReadableStream,
  type ClientUnaryCall,
  credentials,
  type requestCallback,
} from '@grpc/grpc-js';
import { clientChannelOptions } from '../../shared/rpc/channel-options.ts';
import type { Capture__Output } from '../../shared/rpc/generated/toe/v1/Capture.ts';
import type { CreateCaptureRequest } from '../../shared/rpc/generated/toe/v1/CreateCaptureRequest.ts';
import type { FetchArtifactsResponse__Output } from '../../shared/rpc/generated/toe/v1/FetchArtifactsResponse.ts';
import type { ListArtifactsResponse__Output } from '../../shared/rpc/generated/toe/v1/ListArtifactsResponse.ts';
import type { ListCapturesResponse__Output } from '../../shared/rpc/generated/toe/v1/ListCapturesResponse.ts';
import type { ListNodesResponse__Output } from '../../shared/rpc/generated/toe/v1/ListNodesResponse.ts';
import type { ListToolsResponse__Output } from '../../shared/rpc/generated/toe/v1/ListToolsResponse.ts';
import type { PreviewCaptureRequest } from '../../shared/rpc/generated/toe/v1/PreviewCaptureRequest.ts';
import type { PreviewCaptureResponse__Output } from '../../shared/rpc/generated/toe/v1/PreviewCaptureResponse.ts';
import type { ReadArtifactRequest } from '../../shared/rpc/generated/toe/v1/ReadArtifactRequest.ts';
import type { ReadArtifactResponse__Output } from '../../shared/rpc/generated/toe/v1/ReadArtifactResponse.ts';
import type { ReadBundleResponse__Output } from '../../shared/rpc/generated/toe/v1/ReadBundleResponse.ts';
import type { StoredArtifact__Output } from '../../shared/rpc/generated/toe/v1/StoredArtifact.ts';
import { services } from '../../shared/rpc/services.ts';
import { type Peer, toCliError } from '../cli-error.ts';
import type { Endpoint } from './endpoint.ts';
import { readText } from './read-stream.ts';

const callTimeoutMs = 30_000;

export interface CaptureRef {
  readonly namespace: string;
  readonly name: string;
}

interface AlsoListed {
  readonly growing?: boolean;
  readonly kept?: boolean;
}

/** CaptureService as promises. Unary calls end after 30 s and fail with a CliError; streams give gRPC errors. */
export interface CaptureClient {
  readonly peer: Peer;
  listNodes(): Promise<ListNodesResponse__Output>;
  listTools(): Promise<ListToolsResponse__Output>;
  preview(request: PreviewCaptureRequest): Promise<PreviewCaptureResponse__Output>;
  create(request: CreateCaptureRequest): Promise<Capture__Output>;
  get(ref: CaptureRef): Promise<Capture__Output>;
  list(namespace: string): Promise<readonly Capture__Output[]>;
  stop(ref: CaptureRef): Promise<Capture__Output>;
  delete(ref: CaptureRef): Promise<void>;
  /** Those in the store; `growing`: also those that still arrive; `kept`: also those that are kept on nodes. */
  listArtifacts(ref: CaptureRef, also?: AlsoListed): Promise<readonly StoredArtifact__Output[]>;
  /** Asks nodes for the files that they keep. */
  fetchArtifacts(ref: CaptureRef): Promise<FetchArtifactsResponse__Output>;
  watch(ref: CaptureRef): Promise<ClientReadableStream<Capture__Output>>;
  readArtifact(request: ReadArtifactRequest): Promise<ClientReadableStream<ReadArtifactResponse__Output>>;
  /** The manifest of a capture that has ended; undefined where it has none, or there is no such capture. */
  readManifest(ref: CaptureRef): Promise<string | undefined>;
  readBundle(ref: CaptureRef): Promise<ClientReadableStream<ReadBundleResponse__Output>>;
  close(): void;
}

type Unary<Output> = (options: CallOptions, done: requestCallback<Output>) => ClientUnaryCall;

/** How a coordinator's API is called. */
export interface CallTarget {
  /** `host:port`. */
  readonly address: string;
  readonly credentials: ChannelCredentials;
  /** Beside those that every channel has. */
  readonly channelOptions: ChannelOptions;
  readonly peer: Peer;
}

/** Dials when the first call is made. */
export function makeCaptureClient(endpoint: Endpoint): CaptureClient {
  return callCoordinator({
    address: endpoint.address,
    credentials: credentials.createSsl(endpoint.ca, endpoint.key, endpoint.certificate),
    channelOptions: serverNameOptions(endpoint.address),
    peer: {
      title: `the coordinator at ${endpoint.address}`,
      startIt: 'toe up',
      proveOneself:
        'restart toe up, which renews the certificates, or give another one with --cert and --key',
    },
  });
}

/** The same for any way of dialling and of proving oneself. */
export function callCoordinator(target: CallTarget): CaptureClient {
  const client = new services.CaptureService(target.address, target.credentials, {
    ...clientChannelOptions,
    ...target.channelOptions,
  });
  const call = async <Output>(goal: string, unary: Unary<Output>): Promise<Output> => {
    try {
      return await new Promise<Output>((resolve, reject) => {
        unary({ deadline: Date.now() + callTimeoutMs }, (error, value) => {
          if (error !== null) reject(error);
          else if (value === undefined) reject(new Error(`Cannot ${goal}: the answer was empty`));
          else resolve(value);
        });
      });
    } catch (error) {
      throw toCliError(goal, target.peer, error);
    }
  };
  return {
    peer: target.peer,
    listNodes: async () =>
      await call('list the nodes', (options, done) => client.listNodes({}, options, done)),
    listTools: async () =>
      await call('list the tools', (options, done) => client.listTools({}, options, done)),
    preview: async (request) =>
      await call('preview the capture', (options, done) => client.previewCapture(request, options, done)),
    create: async (request) =>
      await call('create the capture', (options, done) => client.createCapture(request, options, done)),
    get: async (ref) =>
      await call(`get capture "${ref.name}"`, (options, done) => client.getCapture(ref, options, done)),
    list: async (namespace) =>
      (
        await call<ListCapturesResponse__Output>('list the captures', (options, done) =>
          client.listCaptures({ namespace }, options, done),
        )
      ).captures,
    stop: async (ref) =>
      await call(`stop capture "${ref.name}"`, (options, done) => client.stopCapture(ref, options, done)),
    delete: async (ref) => {
      await call(`delete capture "${ref.name}"`, (options, done) => client.deleteCapture(ref, options, done));
    },
    listArtifacts: async (ref, also = {}) =>
      (
        await call<ListArtifactsResponse__Output>(
          `list the files of capture "${ref.name}"`,
          (options, done) => client.listArtifacts({ ...ref, ...also }, options, done),
        )
      ).artifacts,
    fetchArtifacts: async (ref) =>
      await call(`fetch the files of capture "${ref.name}"`, (options, done) =>
        client.fetchArtifacts(ref, options, done),
      ),
    watch: async (ref) => client.watchCapture(ref),
    readArtifact: async (request) => client.readArtifact(request),
    readManifest: async (ref) => {
      try {
        return await readText(client.readManifest(ref));
      } catch (error) {
        throw toCliError(`read the manifest of capture "${ref.name}"`, target.peer, error);
      }
    },
    readBundle: async (ref) => client.readBundle(ref),
    close: () => client.close(),
  };
}

/** Node refuses an IP address as the TLS server name, so one is dialled under a name of the certificate. */
function serverNameOptions(address: string): ChannelOptions {
  const host = address.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/g, '');
  if (isIP(host) === 0) return {};
  const isLoopback = host.startsWith('127.') || host === '::1';
  return { 'grpc.ssl_target_name_override': isLoopback ? 'localhost' : 'toe-coordinator' };
}
