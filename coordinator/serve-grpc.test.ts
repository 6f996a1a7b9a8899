import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { ServerCredentials } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
import { openGrpcServer } from './serve-grpc.ts';

const dials = 1_500;
/** Of proc_net_tcp(5). */
const synSent = '02';

/** States of the connections of this machine that were dialled to a port. */
function readStates(port: number): readonly string[] {
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
  const remote = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return lines
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([, , to, state]) => (to === remote && state !== undefined ? [state] : []));
}

it('has room for a fleet that dials while it is busy', async () => {
  const server = await openGrpcServer('127.0.0.1:0', ServerCredentials.createInsecure(), () => undefined);
  const stop = new AbortController();
  const served = server.part(stop.signal);
  const port = Number(server.address.split(':')[1]);
  const sockets = Array.from({ length: dials }, () => connect(port, '127.0.0.1'));
  for (const socket of sockets) socket.on('error', () => socket.destroy());
  // Dialled by then, and nothing was accepted yet: this is still one turn of the event loop.
  await new Promise<void>((resolve) => process.nextTick(resolve));
  const states = readStates(port);
  for (const socket of sockets) socket.destroy();
  stop.abort();
  await served;
  expect(states).toHaveLength(dials);
  expect(states.filter((state) => state === synSent)).toEqual([]);
});
