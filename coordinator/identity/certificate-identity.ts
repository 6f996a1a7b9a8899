import { status } from '@grpc/grpc-js';
import { readPeerIdentity } from '../../shared/rpc/peer-identity.ts';
import { type IdentityProvider, refuse } from './identity-provider.ts';

/**
 * Standalone mode: who a caller is says the client certificate that the TLS layer has verified, and every person
 * may do everything (docs/decisions/0004).
 */
export const certificateIdentity: IdentityProvider = {
  identifyNode: async (call) => {
    const identity = readPeerIdentity(call);
    if (identity.kind !== 'node')
      return refuse(
        status.PERMISSION_DENIED,
        "Cannot identify the node: the client certificate is not a node's: one with the URI toe://node/<name>/<uid> is right",
      );
    const { name, uid } = identity;
    return { kind: 'identified', node: { name, uid, expiresUnixMs: Number.POSITIVE_INFINITY } };
  },
  identifyNodeByToken: async () =>
    refuse(
      status.UNAUTHENTICATED,
      'Cannot take a token: this coordinator knows nodes by their client certificates',
    ),
  identifyPerson: async (call) => {
    const identity = readPeerIdentity(call);
    if (identity.kind !== 'user')
      return refuse(
        status.PERMISSION_DENIED,
        "Cannot answer: the client certificate is not a person's: use one with a SAN of toe://user/<name>",
      );
    const { name } = identity;
    return { kind: 'identified', person: { name, user: { username: name, uid: '', groups: [], extra: {} } } };
  },
  mayDo: async () => ({ kind: 'allowed' }),
};
