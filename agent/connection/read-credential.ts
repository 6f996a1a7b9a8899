import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type ChannelCredentials, credentials } from '@grpc/grpc-js';
import { parsePeerIdentity } from '../../shared/rpc/peer-identity.ts';

/** Who this agent is, and what proves it. */
export interface NodeCredential {
  readonly node: string;
  readonly uid: string;
  readonly channel: ChannelCredentials;
}

/** Reads the agent's certificate; its SAN URI `toe://node/<name>/<uid>` is the only source of its identity. */
export async function readCredential(files: {
  readonly tlsCa: string;
  readonly tlsCert: string;
  readonly tlsKey: string;
}): Promise<NodeCredential> {
  const [ca, cert, key] = await Promise.all([read(files.tlsCa), read(files.tlsCert), read(files.tlsKey)]);
  const identity = parsePeerIdentity(parseCertificate(cert, files.tlsCert).subjectAltName ?? '');
  if (identity.kind !== 'node')
    throw new Error(
      `Cannot use certificate "${files.tlsCert}": it names no node: one with the URI toe://node/<name>/<uid> is right`,
    );
  return { node: identity.name, uid: identity.uid, channel: credentials.createSsl(ca, key, cert) };
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Error(`Cannot read "${path}": ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function parseCertificate(pem: Buffer, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw new Error(`Cannot use certificate "${path}": it is no PEM certificate`, { cause: error });
  }
}
