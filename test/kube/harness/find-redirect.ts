import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { credentials, Metadata } from '@grpc/grpc-js';
import { toCoordinatorSays } from '../../../shared/rpc/coordinator-messages.ts';
import type { CoordinatorMessage__Output } from '../../../shared/rpc/generated/toe/v1/CoordinatorMessage.ts';
import { services } from '../../../shared/rpc/services.ts';
import type { ClusterFleet, Replica } from './cluster-fleet.ts';

/** Where a replica sends the agent of a node; undefined where it sends it nowhere else. No hello is said to it. */
export async function findRedirect(
  fleet: ClusterFleet,
  replica: Replica,
  node: string,
): Promise<string | undefined> {
  const authority = await readFile(fleet.authorityPath);
  const client = new services.AgentService(replica.agentAddress, credentials.createSsl(authority), {
    'grpc.ssl_target_name_override': 'toe-coordinator',
  });
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${await readFile(join(fleet.directory, `token-${node}`), 'utf8')}`);
  const call = client.Connect(metadata, { deadline: Date.now() + 5_000 });
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  call.on('data', (message: CoordinatorMessage__Output) => {
    const says = toCoordinatorSays(message);
    resolve(says.kind === 'redirect' ? says.address : undefined);
  });
  call.on('error', () => resolve(undefined));
  try {
    return await promise;
  } finally {
    call.cancel();
    client.close();
  }
}
