import type { Metadata } from '@grpc/grpc-js';

/** Whom an agent's projected token is for: the API server refuses it, and it refuses theirs. */
export const coordinatorAudience = 'toe-coordinator';

/** What a JSON Web Token says of itself (RFC 7519). Nothing here is verified: only a review tells whether it is true. */
export interface TokenClaims {
  /** `exp` in milliseconds; Infinity where the token does not say. */
  readonly expiresUnixMs: number;
  /** The node of the pod that the token is bound to; Kubernetes writes it since 1.32. */
  readonly node: { readonly name: string; readonly uid: string } | undefined;
}

/** The claims of a token, or undefined where the text is no JSON Web Token. */
export function parseTokenClaims(token: string): TokenClaims | undefined {
  const [, payload = '', ...more] = token.split('.');
  if (more.length !== 1) return undefined;
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isRecord(claims)) return undefined;
  const { exp } = claims;
  return {
    expiresUnixMs: typeof exp === 'number' ? exp * 1_000 : Number.POSITIVE_INFINITY,
    node: readNode(claims),
  };
}

/** Writes a token where `readBearerToken` reads it. */
export function setBearerToken(metadata: Metadata, token: string): void {
  metadata.set('authorization', `Bearer ${token}`);
}

/** The token of `authorization: Bearer <token>` (RFC 6750, 2.1); undefined where there is none, or more than one. */
export function readBearerToken(metadata: Metadata): string | undefined {
  const [value, ...more] = metadata.get('authorization');
  if (typeof value !== 'string' || more.length > 0) return undefined;
  return /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(value)?.[1];
}

function readNode(claims: Readonly<Record<string, unknown>>): TokenClaims['node'] {
  const kubernetes = claims['kubernetes.io'];
  if (!isRecord(kubernetes) || !isRecord(kubernetes.node)) return undefined;
  const { name, uid } = kubernetes.node;
  return typeof name === 'string' && typeof uid === 'string' && name !== '' && uid !== ''
    ? { name, uid }
    : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
