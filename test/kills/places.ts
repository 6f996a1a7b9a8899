import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Server } from '../builders/s3-server.ts';
import { TcpProxy } from '../faults/harness/tcp-proxy.ts';

/** Where an artifact goes, and how. The bucket is made for it. */
export type PlaceOrder =
  | { readonly way: 'folder' }
  | { readonly way: 'bucket' | 'bucket, directly'; readonly server: S3Server; readonly bucket: string };

export type Way = PlaceOrder['way'];

/** What the processes of an episode are told of the place. Its bucket goes with it. */
export interface Place extends AsyncDisposable {
  readonly coordinatorEnvironment: Readonly<Record<string, string>>;
  readonly agentEnvironment: Readonly<Record<string, string>>;
  /** Where its objects are files; undefined: in the coordinator's own folder. */
  readonly storeDirectory: string | undefined;
  /** Which of them may be killed. */
  readonly server: S3Server | undefined;
  /** What agents sent there without the coordinator. */
  sentBytes(): number;
}

export async function openPlace(order: PlaceOrder): Promise<Place> {
  if (order.way === 'folder')
    return {
      coordinatorEnvironment: {},
      agentEnvironment: {},
      storeDirectory: undefined,
      server: undefined,
      sentBytes: () => 0,
      [Symbol.asyncDispose]: async () => undefined,
    };
  const { server, bucket } = order;
  const { coordinatorEnvironment, storeDirectory } = await server.makeFleetStore(bucket);
  const proxy = await TcpProxy.start(`127.0.0.1:${server.port}`);
  const endpoint = `http://${proxy.address}`;
  const isDirect = order.way === 'bucket, directly';
  return {
    coordinatorEnvironment: isDirect
      ? { ...coordinatorEnvironment, TOE_S3_UPLOAD: 'direct', TOE_S3_AGENT_ENDPOINT: endpoint }
      : coordinatorEnvironment,
    agentEnvironment: isDirect ? { TOE_S3_ENDPOINT: endpoint } : {},
    storeDirectory,
    server,
    sentBytes: () => proxy.bytesUp,
    [Symbol.asyncDispose]: async () => {
      await proxy[Symbol.asyncDispose]();
      await rm(join(server.folder, bucket), { recursive: true, force: true });
    },
  };
}
