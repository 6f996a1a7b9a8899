/**
 * A real agent that reaches its coordinator from a network where only `lo` is: `node agent-in-own-network.ts <socket>`
 * relays the coordinator's port to a socket of the file system and is the agent then, by its environment.
 */

import { TcpRelay } from '../fakes/tcp-relay.ts';

const [, , socket = ''] = process.argv;
const { TOE_COORDINATOR: coordinator = '' } = process.env;
const relay = await TcpRelay.listen(Number(coordinator.split(':')[1]));
relay.relayTo(socket);
await import('../../agent/main.ts');
