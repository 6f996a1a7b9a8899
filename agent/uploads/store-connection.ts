import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { PartFailure } from './part-failure.ts';

/** An object store as this node reaches it. */
export interface ObjectStore {
  /** Parts are sent to its host and to hosts below that, which buckets have, and to no other. */
  readonly endpoint: string;
  /** PEM file of the authorities of its certificate, in place of the well-known ones. */
  readonly caPath: string | undefined;
}

/** Connections to the object store, for one artifact at a time. */
export interface StoreConnection extends Disposable {
  readonly agent: HttpAgent | HttpsAgent;
  /** The URL, if it is one of this store. Throws a PartFailure. */
  check(url: string): URL;
}

const connectionOptions = { keepAlive: true, maxSockets: 1 };

/** Throws a PartFailure where the authorities cannot be read. */
export async function openStoreConnection({ endpoint, caPath }: ObjectStore): Promise<StoreConnection> {
  const home = new URL(endpoint);
  const agent =
    home.protocol === 'http:'
      ? new HttpAgent(connectionOptions)
      : // Not every object store has the one curve that our own connections use.
        new HttpsAgent({ ...connectionOptions, ecdhCurve: 'auto', ...(await readAuthorities(caPath)) });
  return {
    agent,
    check: (text) => {
      const url = URL.parse(text);
      if (url !== null && isBelow(url, home)) return url;
      const where = url === null ? 'something that is no URL' : `"${url.protocol}//${url.host}"`;
      throw new PartFailure(
        'barred',
        `Cannot store a part at ${where}: this node stores parts at "${endpoint}" alone: mend TOE_S3_ENDPOINT here, or TOE_S3_AGENT_ENDPOINT at the coordinator`,
      );
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

function isBelow(url: URL, home: URL): boolean {
  const isHost = url.hostname === home.hostname || url.hostname.endsWith(`.${home.hostname}`);
  return isHost && url.protocol === home.protocol && url.port === home.port && url.username === '';
}

async function readAuthorities(path: string | undefined): Promise<{ readonly ca?: Buffer }> {
  if (path === undefined) return {};
  try {
    return { ca: await readFile(path) };
  } catch (cause) {
    const message = `Cannot read the authorities of the object store: "${path}" is not readable: mend TOE_S3_CA`;
    throw new PartFailure('barred', message, { cause });
  }
}
