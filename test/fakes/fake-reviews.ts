import type {
  AccessRequest,
  ReviewedAccess,
  ReviewedToken,
  ReviewedUser,
  Reviews,
} from '../../coordinator/identity/reviews.ts';

const apiServer = 'https://kubernetes.default.svc';

/** An API server that knows the tokens and grants that a test gives it. */
export class FakeReviews implements Reviews {
  /** Every review fails, as of an API server that cannot be reached. */
  isAway = false;
  /** Reviews of tokens wait for this. */
  hold: Promise<void> | undefined;
  readonly tokenReviews: { readonly token: string; readonly audiences: readonly string[] }[] = [];
  readonly accessReviews: AccessRequest[] = [];
  readonly #tokens = new Map<
    string,
    { readonly user: ReviewedUser; readonly audience: string; readonly expiresUnixMs: number }
  >();
  readonly #grants: ((request: AccessRequest) => boolean)[] = [];
  readonly #nowUnixMs: () => number;

  constructor(nowUnixMs: () => number = Date.now) {
    this.#nowUnixMs = nowUnixMs;
  }

  /** Makes a token valid; `audience` is the API server's own unless named. */
  know(token: string, user: ReviewedUser, options: { audience?: string; expiresUnixMs?: number } = {}): void {
    const { audience = apiServer, expiresUnixMs = Number.POSITIVE_INFINITY } = options;
    this.#tokens.set(token, { user, audience, expiresUnixMs });
  }

  grant(username: string, allows: (request: AccessRequest) => boolean): void {
    this.#grants.push((request) => request.user.username === username && allows(request));
  }

  async reviewToken(token: string, audiences: readonly string[]): Promise<ReviewedToken> {
    this.tokenReviews.push({ token, audiences });
    await this.hold;
    if (this.isAway) throw new Error('connect ECONNREFUSED 10.96.0.1:443');
    const known = this.#tokens.get(token);
    if (known === undefined) return { kind: 'refused', message: 'the token is not known' };
    if (known.expiresUnixMs <= this.#nowUnixMs())
      return { kind: 'refused', message: 'the token has expired' };
    const wanted = audiences.length === 0 ? [apiServer] : audiences;
    if (!wanted.includes(known.audience))
      return { kind: 'refused', message: `the token is for ${known.audience}, not for ${wanted.join(', ')}` };
    return { kind: 'authenticated', user: known.user };
  }

  async reviewAccess(request: AccessRequest): Promise<ReviewedAccess> {
    this.accessReviews.push(request);
    if (this.isAway) throw new Error('connect ECONNREFUSED 10.96.0.1:443');
    return this.#grants.some((allows) => allows(request))
      ? { kind: 'allowed' }
      : { kind: 'denied', message: '' };
  }
}
