import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Log } from '../../shared/log.ts';
import { type Part, untilAborted } from '../../shared/runtime/group.ts';
import { answerReview } from './answer-review.ts';
import { type FollowDeps, followFiles } from './follow-files.ts';
import type { Judge } from './judge.ts';

/** PEM files. */
export interface AdmissionTls {
  readonly certificatePath: string;
  readonly keyPath: string;
  /** Who must have signed the caller's certificate; undefined: callers show none, as API servers do by default. */
  readonly clientAuthorityPath: string | undefined;
}

export interface AdmissionServerOptions {
  readonly listen: string;
  readonly tls: AdmissionTls;
  readonly judge: Judge;
  readonly log: Log;
  /** How long a request may take to arrive; 5 s unless told. */
  readonly requestTimeoutMs?: number;
}

export interface AdmissionServer {
  /** `host:port` as bound. */
  readonly address: string;
  /** Serves until aborted, lets answers that are under way finish for two seconds, then closes every connection. */
  readonly part: Part;
}

const drainMs = 2_000;

/**
 * Serves `POST /admit` over TLS 1.3. Listening starts here, so that a port in use or a wrong certificate is a start
 * fault; a certificate that is replaced later serves new connections as soon as it and its key belong together.
 */
export async function openAdmissionServer(
  options: AdmissionServerOptions,
  follow: FollowDeps,
): Promise<AdmissionServer> {
  const { tls, judge, log, requestTimeoutMs = 5_000 } = options;
  const pems = await readPems(tls);
  const underWay = new Set<Promise<void>>();
  const server = createServer(
    {
      ...pems,
      minVersion: 'TLSv1.3',
      connectionsCheckingInterval: Math.min(requestTimeoutMs, 1_000),
      requestCert: pems.ca !== undefined,
      rejectUnauthorized: pems.ca !== undefined,
    },
    (request, response) => {
      const answered = answerReview(request, response, judge, log).finally(() => underWay.delete(answered));
      underWay.add(answered);
    },
  );
  server.headersTimeout = requestTimeoutMs;
  server.requestTimeout = requestTimeoutMs;
  // Longer than the 90 s after which Go's client gives up an idle connection, so that never both ends do at once.
  server.keepAliveTimeout = 120_000;
  await listen(server, options.listen);
  let serving = pems;
  const takeOver = (found: Pems): void => {
    if (isSame(found, serving)) return;
    server.setSecureContext({ ...found, minVersion: 'TLSv1.3' });
    serving = found;
    log.info({ path: tls.certificatePath }, 'Certificate of the webhook renewed');
  };
  const renew = followFiles(() => readPems(tls), takeOver, 'certificate of the webhook', follow);
  return {
    address: readAddress(server),
    part: async (signal) => {
      await Promise.all([renew(signal), serve(server, underWay, signal)]);
    },
  };
}

async function serve(
  server: Server,
  underWay: ReadonlySet<Promise<void>>,
  signal: AbortSignal,
): Promise<void> {
  await untilAborted(signal);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), drainMs);
  await Promise.race([Promise.all(underWay), untilAborted(limit.signal)]);
  clearTimeout(timer);
  server.closeAllConnections();
  await closed;
}

interface Pems {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca: Buffer | undefined;
}

function isSame(left: Pems, right: Pems): boolean {
  const isSameAuthority =
    left.ca === undefined || right.ca === undefined ? left.ca === right.ca : left.ca.equals(right.ca);
  return left.cert.equals(right.cert) && left.key.equals(right.key) && isSameAuthority;
}

async function readPems({ certificatePath, keyPath, clientAuthorityPath }: AdmissionTls): Promise<Pems> {
  try {
    const [cert, key, ca] = await Promise.all([
      readFile(certificatePath),
      readFile(keyPath),
      clientAuthorityPath === undefined ? undefined : readFile(clientAuthorityPath),
    ]);
    // Throws where they do not belong together.
    createSecureContext({ cert, key, ca });
    return { cert, key, ca };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const named = `certificate "${certificatePath}" and key "${keyPath}"`;
    throw new Error(
      `Cannot serve admission with ${named}: ${why}: a PEM certificate and its own key are right`,
      {
        cause: error,
      },
    );
  }
}

async function listen(server: Server, address: string): Promise<void> {
  const split = address.lastIndexOf(':');
  const host = address.slice(0, split).replace(/^\[|\]$/g, '');
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(new Error(`Cannot listen on ${address}: ${error.message}`, { cause: error }));
    server.once('error', fail);
    server.listen(Number(address.slice(split + 1)), host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

function readAddress(server: Server): string {
  const bound = server.address();
  if (bound === null || typeof bound === 'string')
    throw new Error('Cannot serve admission: no address is bound');
  return bound.family === 'IPv6' ? `[${bound.address}]:${bound.port}` : `${bound.address}:${bound.port}`;
}
