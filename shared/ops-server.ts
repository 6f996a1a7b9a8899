import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { type Part, untilAborted } from './runtime/group.ts';

/** Whether one thing that work depends on is there; the text says what is missing. */
export type ReadyCheck = () =>
  | { readonly kind: 'ready' }
  | { readonly kind: 'notReady'; readonly why: string };

export interface OpsServer {
  /** `host:port` as bound. */
  readonly address: string;
  /** Serves until aborted, then closes every connection. */
  readonly part: Part;
}

/**
 * Serves `/healthz` (200 while the event loop answers), `/readyz` (200, or 503 with one line for each check) and
 * `/metrics`. Listening starts here, so that a port in use is a start fault; rejects with the system's error.
 */
export async function openOpsServer(options: {
  readonly listen: string;
  readonly registry: Registry;
  readonly checks: ReadonlyMap<string, ReadyCheck>;
}): Promise<OpsServer> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') answer(response, 405, 'Only GET\n');
    else if (path === '/healthz') answer(response, 200, 'ok\n');
    else if (path === '/readyz') answerReadiness(response, options.checks);
    else if (path === '/metrics') void answerMetrics(response, options.registry);
    else answer(response, 404, 'Not found: /healthz, /readyz, /metrics\n');
  });
  server.requestTimeout = 5_000;
  await listen(server, options.listen);
  return { address: readAddress(server), part: (signal) => serve(server, signal) };
}

async function serve(server: Server, signal: AbortSignal): Promise<void> {
  await untilAborted(signal);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

async function listen(server: Server, address: string): Promise<void> {
  const split = address.lastIndexOf(':');
  const host = address.slice(0, split).replace(/^\[|\]$/g, '');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(address.slice(split + 1)), host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function readAddress(server: Server): string {
  const bound = server.address();
  if (bound === null || typeof bound === 'string')
    throw new Error('Cannot serve operations: no address is bound');
  return bound.family === 'IPv6' ? `[${bound.address}]:${bound.port}` : `${bound.address}:${bound.port}`;
}

function answerReadiness(response: ServerResponse, checks: ReadonlyMap<string, ReadyCheck>): void {
  const results = [...checks].map(([name, check]) => ({ name, result: check() }));
  const isReady = results.every(({ result }) => result.kind === 'ready');
  const lines = results.map(({ name, result }) => `${name}: ${result.kind === 'ready' ? 'ok' : result.why}`);
  answer(response, isReady ? 200 : 503, `${lines.join('\n')}\n`);
}

async function answerMetrics(response: ServerResponse, registry: Registry): Promise<void> {
  try {
    answer(response, 200, await registry.metrics(), registry.contentType);
  } catch {
    answer(response, 500, 'Cannot read the metrics\n');
  }
}

function answer(
  response: ServerResponse,
  code: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(code, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
