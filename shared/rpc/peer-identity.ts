import type { ServerUnaryCall } from '@grpc/grpc-js';

/** Who a verified client certificate says its holder is. */
export type PeerIdentity =
  | { readonly kind: 'node'; readonly name: string; readonly uid: string }
  | { readonly kind: 'user'; readonly name: string }
  | { readonly kind: 'none' };

/** Any server call: the certificate stands in its auth context. */
export type AuthenticatedCall = Pick<ServerUnaryCall<unknown, unknown>, 'getAuthContext'>;

/** Reads the URI of the certificate's subject alternative names: `toe://node/<name>/<uid>`, `toe://user/<name>`. */
export function readPeerIdentity(call: AuthenticatedCall): PeerIdentity {
  return parsePeerIdentity(call.getAuthContext().sslPeerCertificate?.subjectaltname ?? '');
}

/** The same from the text that Node gives of the names, such as `URI:toe://user/root, DNS:x`. */
export function parsePeerIdentity(subjectAltName: string): PeerIdentity {
  const uris = subjectAltName.split(', ').filter((entry) => entry.startsWith('URI:toe://'));
  const [first] = uris;
  if (first === undefined || uris.length !== 1) return { kind: 'none' };
  const [role, name, uid, ...more] = first.slice('URI:toe://'.length).split('/');
  const isName = (text: string | undefined): text is string =>
    text !== undefined && /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(text);
  if (role === 'node' && isName(name) && isName(uid) && more.length === 0) return { kind: 'node', name, uid };
  if (role === 'user' && isName(name) && uid === undefined) return { kind: 'user', name };
  return { kind: 'none' };
}
