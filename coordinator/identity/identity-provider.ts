import type { ServerUnaryCall, status } from '@grpc/grpc-js';
import type { AccessRequest, ReviewedUser } from './reviews.ts';

/** What identity looks at of a call; any server call of grpc-js has it. */
export type IncomingCall = Pick<ServerUnaryCall<unknown, unknown>, 'getAuthContext' | 'getPeer' | 'metadata'>;

/** A node as its credential names it. */
export interface IdentifiedNode {
  readonly name: string;
  readonly uid: string;
  /** When the credential has to be followed by a newer one; Infinity where it need not. */
  readonly expiresUnixMs: number;
}

/** A person or program. `name` is for people to read; rights are those of `user`. */
export interface Person {
  readonly name: string;
  readonly user: ReviewedUser;
}

/** No: `message` is the whole sentence for the caller. */
export interface Refusal {
  readonly kind: 'refused';
  readonly code: status;
  readonly message: string;
}

export function refuse(code: status, message: string): Refusal {
  return { kind: 'refused', code, message };
}

export type NodeIdentification = { readonly kind: 'identified'; readonly node: IdentifiedNode } | Refusal;
export type PersonIdentification = { readonly kind: 'identified'; readonly person: Person } | Refusal;
export type Permission = { readonly kind: 'allowed' } | Refusal;

/** What somebody wants to do, in the words of RBAC. */
export type Access = Omit<AccessRequest, 'user'>;

/**
 * Who calls, and what they may do. By client certificates in standalone mode, by the API server's word on tokens in
 * Kubernetes. No method rejects: UNAUTHENTICATED where nothing valid came with the call, PERMISSION_DENIED where
 * what came is somebody else's, UNAVAILABLE where nobody can tell at present.
 */
export interface IdentityProvider {
  identifyNode(call: IncomingCall): Promise<NodeIdentification>;
  /** The same from a token that an agent sent on its open session. */
  identifyNodeByToken(token: string): Promise<NodeIdentification>;
  identifyPerson(call: IncomingCall): Promise<PersonIdentification>;
  /** PERMISSION_DENIED or UNAVAILABLE where not. */
  mayDo(person: Person, access: Access): Promise<Permission>;
}
