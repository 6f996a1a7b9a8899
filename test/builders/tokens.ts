import type { ReviewedUser } from '../../coordinator/identity/reviews.ts';

export interface TokenSubject {
  readonly node: string;
  readonly expiresUnixMs: number;
  /** Tells tokens of one subject apart. */
  readonly id?: string;
  /** Without it the token names no node, as before Kubernetes 1.32. */
  readonly isBound?: boolean;
}

/** An unsigned text in the form of a JSON Web Token. */
export function makeToken(claims: Readonly<Record<string, unknown>>): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'none' })}.${encode(claims)}.${encode('unsigned')}`;
}

/** The token of the agent's pod on a node; its uid is `uid-<node>`. */
export function makeAgentToken({ node, expiresUnixMs, id = '1', isBound = true }: TokenSubject): string {
  const bound = isBound ? { node: { name: node, uid: `uid-${node}` } } : {};
  return makeToken({
    exp: expiresUnixMs / 1_000,
    jti: id,
    'kubernetes.io': {
      namespace: 'toe-system',
      pod: { name: `agent-${node}`, uid: `pod-${node}` },
      ...bound,
    },
  });
}

/** What the API server says of such a token. */
export function makeAgentUser(node: string, change: Partial<ReviewedUser> = {}): ReviewedUser {
  return {
    username: 'system:serviceaccount:toe-system:toe-agent',
    uid: 'sa-uid',
    groups: ['system:serviceaccounts', 'system:authenticated'],
    extra: {
      'authentication.kubernetes.io/node-name': [node],
      'authentication.kubernetes.io/node-uid': [`uid-${node}`],
      'authentication.kubernetes.io/pod-name': [`agent-${node}`],
      'authentication.kubernetes.io/pod-uid': [`pod-${node}`],
    },
    ...change,
  };
}
