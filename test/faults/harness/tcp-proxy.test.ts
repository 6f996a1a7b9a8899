import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TcpProxy } from './tcp-proxy.ts';

/** A server that answers with what it gets. */
async function startEcho(): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('the proxy of the fault tests', () => {
  let echo: Server;
  let proxy: TcpProxy;
  let socket: Socket;
  let received: Buffer[];
  const text = (): string => Buffer.concat(received).toString('latin1');

  beforeEach(async () => {
    echo = await startEcho();
    const bound = echo.address();
    if (bound === null || typeof bound === 'string') throw new Error('Cannot name the port of the echo');
    proxy = await TcpProxy.start(`127.0.0.1:${bound.port}`);
    received = [];
    socket = connect(Number(proxy.address.split(':')[1]), '127.0.0.1');
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    await once(socket, 'connect');
  });
  afterEach(async () => {
    socket.destroy();
    await proxy[Symbol.asyncDispose]();
    echo.close();
    await once(echo, 'close');
  });

  test('passes every byte on in order and counts each way', async () => {
    const sent = 'abcdefgh'.repeat(100_000);
    socket.write(sent);
    await vi.waitFor(() => expect(text()).toHaveLength(sent.length), { timeout: 5_000 });
    expect(text()).toBe(sent);
    expect(proxy.bytesUp).toBe(sent.length);
    expect(proxy.bytesDown).toBe(sent.length);
    expect(proxy.connections).toBe(1);
  });

  test('resets connections when it is cut, and takes new ones', async () => {
    socket.write('before');
    await vi.waitFor(() => expect(text()).toBe('before'));
    const failed = once(socket, 'error');
    proxy.cut();
    expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
    await vi.waitFor(() => expect(proxy.connections).toBe(0));
    expect(proxy.cuts).toBe(1);
    socket = connect(Number(proxy.address.split(':')[1]), '127.0.0.1');
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    socket.write(' after');
    await vi.waitFor(() => expect(text()).toBe('before after'));
  });

  test('holds bytes back while it is stalled and loses none', async () => {
    proxy.stall();
    socket.write('late');
    const second = connect(Number(proxy.address.split(':')[1]), '127.0.0.1');
    await once(second, 'connect');
    second.destroy();
    expect(proxy.bytesUp).toBe(0);
    proxy.resume();
    await vi.waitFor(() => expect(text()).toBe('late'));
  });

  test('loses what is sent into a half-open connection and resets it when it is over', async () => {
    proxy.halfOpen();
    socket.write('lost');
    const failed = once(socket, 'error');
    proxy.resume();
    expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
    expect(text()).toBe('');
    expect(proxy.bytesUp).toBe(0);
  });

  test('adds its latency each way', async () => {
    proxy.latencyMs = 60;
    const beginMs = performance.now();
    socket.write('slow');
    await vi.waitFor(() => expect(text()).toBe('slow'), { interval: 5 });
    expect(performance.now() - beginMs).toBeGreaterThanOrEqual(118);
  });
});
