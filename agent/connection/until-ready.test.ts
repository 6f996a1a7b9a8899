import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type Client, credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import { expect, onTestFinished, test } from 'vitest';
import { clientChannelOptions } from '../../shared/rpc/channel-options.ts';
import { services } from '../../shared/rpc/services.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { untilReady } from './until-ready.ts';

const longMs = 60_000;

function dial(port: number): Client {
  const client = new services.AgentService(
    `127.0.0.1:${port}`,
    credentials.createInsecure(),
    clientChannelOptions,
  );
  onTestFinished(() => client.close());
  return client;
}

async function findClosedPort(): Promise<number> {
  await using server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function serve(port: number): Promise<void> {
  const server = new Server();
  await new Promise<void>((resolve, reject) => {
    const bound = (error: Error | null): void => (error === null ? resolve() : reject(error));
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), bound);
  });
  onTestFinished(() => server.forceShutdown());
}

test('a leader that refuses connections is given up at once, however patient one is', async () => {
  const beganAt = performance.now();
  const { signal } = new AbortController();
  expect(await untilReady(dial(await findClosedPort()), systemClock, longMs, signal)).toBe('late');
  expect(performance.now() - beganAt).toBeLessThan(5_000);
});

test('a leader that takes connections and says nothing is given up when the patience is over', async () => {
  const silent = createServer((socket) => onTestFinished(() => void socket.destroy())).listen(0, '127.0.0.1');
  onTestFinished(() => void silent.close());
  await once(silent, 'listening');
  const client = dial((silent.address() as AddressInfo).port);
  expect(await untilReady(client, systemClock, 300, new AbortController().signal)).toBe('late');
});

test('the configured address is dialled until it answers', async () => {
  const port = await findClosedPort();
  const ready = untilReady(dial(port), systemClock, undefined, new AbortController().signal);
  await serve(port);
  expect(await ready).toBe('ready');
});
