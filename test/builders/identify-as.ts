import { status } from '@grpc/grpc-js';
import { type NodeIdentification, refuse } from '../../coordinator/identity/identity-provider.ts';

/** What an identity provider says of a caller that is this node, or none. */
export function identifyAs(
  node: { readonly name: string; readonly uid: string } | undefined,
): NodeIdentification {
  if (node === undefined) return refuse(status.PERMISSION_DENIED, "Cannot identify the node: it is nobody's");
  return { kind: 'identified', node: { ...node, expiresUnixMs: Number.POSITIVE_INFINITY } };
}
