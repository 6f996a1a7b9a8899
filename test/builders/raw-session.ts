import type { Metadata, StatusObject } from '@grpc/grpc-js';
import type { NodeFacts } from '../../shared/domain/node-facts.ts';
import type { AgentSays, CoordinatorSays } from '../../shared/domain/session-messages.ts';
import { toAgentMessage } from '../../shared/rpc/agent-messages.ts';
import { toCoordinatorSays } from '../../shared/rpc/coordinator-messages.ts';
import type { AgentServiceClient } from '../../shared/rpc/generated/toe/v1/AgentService.ts';
import type { CoordinatorMessage__Output } from '../../shared/rpc/generated/toe/v1/CoordinatorMessage.ts';

/** What a node says of itself where a test does not care. */
export const someFacts: NodeFacts = {
  protocolVersion: 1,
  agentVersion: '0.1.0',
  bootId: 'boot',
  os: 'linux',
  arch: 'x64',
  kernel: '6.1',
  cgroupMode: 'v2',
  tools: [],
  labels: {},
  spoolFreeBytes: 1,
  cpus: 1,
  memoryBytes: 1,
  perfEvents: undefined,
};

/** The agent's side of a session, message by message. */
export class RawSession {
  readonly heard: CoordinatorSays[] = [];
  /** How the coordinator ended it. */
  readonly ended: Promise<StatusObject>;
  readonly #call: ReturnType<AgentServiceClient['Connect']>;
  #sequence = 0;

  constructor(client: AgentServiceClient, metadata: Metadata) {
    this.#call = client.Connect(metadata);
    this.#call.on('data', (wire: CoordinatorMessage__Output) => this.heard.push(toCoordinatorSays(wire)));
    this.#call.on('error', () => undefined);
    this.ended = new Promise((resolve) => this.#call.on('status', resolve));
  }

  say(says: AgentSays): void {
    this.#sequence += 1;
    this.#call.write(toAgentMessage(says, this.#sequence));
  }

  greet(): void {
    this.say({ kind: 'hello', hello: { facts: someFacts, commands: [], outcomes: [], keptFiles: [] } });
  }

  isWelcomed(): boolean {
    return this.heard.some(({ kind }) => kind === 'welcome');
  }

  close(): void {
    this.#call.cancel();
  }
}
