import { readFile } from 'node:fs/promises';
import { credentials, Metadata } from '@grpc/grpc-js';
import { services } from '../../../shared/rpc/services.ts';
import { setBearerToken } from '../../../shared/rpc/token-claims.ts';
import { RawSession, someFacts } from '../../builders/raw-session.ts';
import { waitUntil } from '../../faults/harness/wait-until.ts';
import type { ClusterFleet } from './cluster-fleet.ts';
import { createAgentPod, createNode, createToken } from './cluster-objects.ts';

/** A node whose agent speaks the first version of the protocol, and answers nothing; resolves when it is welcome. */
export async function connectOldAgent(fleet: ClusterFleet, node: string): Promise<Disposable> {
  const { admin } = fleet.server;
  await createNode(admin, node);
  const pod = await createAgentPod(admin, node);
  const token = await createToken(admin, 'toe-agent', { audiences: ['toe-coordinator'], pod });
  const tls = credentials.createSsl(await readFile(fleet.authorityPath));
  const { agentAddress } = await fleet.leader();
  const client = new services.AgentService(agentAddress, tls, {
    'grpc.ssl_target_name_override': 'localhost',
  });
  const metadata = new Metadata();
  setBearerToken(metadata, token);
  const session = new RawSession(client, metadata);
  const facts = { ...someFacts, protocolVersion: 1 };
  session.say({ kind: 'hello', hello: { facts, commands: [], outcomes: [], keptFiles: [] } });
  await waitUntil(() => (session.isWelcomed() ? true : undefined), {
    timeoutMs: 15_000,
    what: `the session of "${node}"`,
    explain: () => fleet.readTails(),
  });
  return {
    [Symbol.dispose]: () => {
      session.close();
      client.close();
    },
  };
}
