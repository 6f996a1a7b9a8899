/** What the API server says of a token, authentication.k8s.io/v1 TokenReview. */
export type ReviewedToken =
  | { readonly kind: 'authenticated'; readonly user: ReviewedUser }
  | { readonly kind: 'refused'; readonly message: string };

/** A user as a TokenReview names it and as a SubjectAccessReview wants it. */
export interface ReviewedUser {
  readonly username: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** What somebody wants to do, in the words of RBAC. */
export interface AccessRequest {
  readonly user: ReviewedUser;
  readonly verb: string;
  /** `''`: the core group. */
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  /** `''`: all namespaces, or a resource that has none. */
  readonly namespace: string;
  /** `''`: any. */
  readonly name: string;
}

export type ReviewedAccess =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'denied'; readonly message: string };

/** The API server's word on who somebody is and what they may do. Rejects where there is no answer. */
export interface Reviews {
  /** `audiences` empty: those of the API server itself. */
  reviewToken(token: string, audiences: readonly string[]): Promise<ReviewedToken>;
  reviewAccess(request: AccessRequest): Promise<ReviewedAccess>;
}
