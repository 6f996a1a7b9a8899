import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type ChannelCredentials, credentials } from '@grpc/grpc-js';
import { parsePeerIdentity } from '../../shared/rpc/peer-identity.ts';
import { NodeToken } from './node-token.ts';

/** Files that prove which node this is; `ca` is the authority of the coordinator's certificate. PEM but for the token. */
export type CredentialFiles =
  | { readonly kind: 'certificate'; readonly ca: string; readonly certificate: string; readonly key: string }
  | {
      readonly kind: 'token';
      readonly ca: string;
      readonly token: string;
      /** The node that the token has to be of; `''`: any. */
      readonly nodeName: string;
    };

/** Who this agent is, and what proves it. */
export interface NodeCredential {
  readonly node: string;
  readonly uid: string;
  readonly channel: ChannelCredentials;
  /** Undefined where a certificate proves it. */
  readonly token: NodeToken | undefined;
}

/**
 * Reads what proves this node: a certificate, whose SAN URI `toe://node/<name>/<uid>` is its identity, or a token,
 * whose claims are. The coordinator decides by itself whether it is true. Throws an Error with a remedy.
 */
export async function readCredential(files: CredentialFiles): Promise<NodeCredential> {
  const ca = await read(files.ca);
  if (files.kind === 'token') {
    const token = await NodeToken.open(files.token, files.nodeName);
    const channel = credentials.combineChannelCredentials(credentials.createSsl(ca), token.callCredentials());
    return { ...token.node, channel, token };
  }
  const [cert, key] = await Promise.all([read(files.certificate), read(files.key)]);
  const identity = parsePeerIdentity(parseCertificate(cert, files.certificate).subjectAltName ?? '');
  if (identity.kind !== 'node')
    throw new Error(
      `Cannot use certificate "${files.certificate}": it names no node: one with the URI toe://node/<name>/<uid> is right`,
    );
  const channel = credentials.createSsl(ca, key, cert);
  return { node: identity.name, uid: identity.uid, channel, token: undefined };
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
