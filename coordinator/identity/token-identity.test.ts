import { Metadata, type Metadata as MetadataType, status } from '@grpc/grpc-js';
import { beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../shared/log.ts';
import { coordinatorAudience, setBearerToken } from '../../shared/rpc/token-claims.ts';
import { makeAgentToken, makeAgentUser, makeToken } from '../../test/builders/tokens.ts';
import { FakeReviews } from '../../test/fakes/fake-reviews.ts';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import type { Access, IncomingCall, Person } from './identity-provider.ts';
import { TokenIdentity } from './token-identity.ts';

let clock: ManualClock;
let reviews: FakeReviews;
let identity: TokenIdentity;
beforeEach(() => {
  clock = new ManualClock();
  reviews = new FakeReviews(() => clock.unixUs() / 1_000);
  const agents = { namespace: 'toe-system', name: 'toe-agent' };
  identity = new TokenIdentity({ reviews, agents, clock, log: silentLog });
});

const jane: Person = {
  name: 'jane',
  user: { username: 'jane', uid: '', groups: ['oncall'], extra: {} },
};
const access: Access = {
  verb: 'create',
  group: 'toe.run',
  resource: 'powertools',
  subresource: '',
  namespace: 'prod',
  name: '',
};
const inMs = (ms: number): number => clock.unixUs() / 1_000 + ms;

function callWith(token: string | undefined): IncomingCall {
  const metadata: MetadataType = new Metadata();
  if (token !== undefined) setBearerToken(metadata, token);
  return { metadata, getAuthContext: () => ({}), getPeer: () => 'test' };
}

function knowAgent(lifetimeMs: number): string {
  const expiresUnixMs = inMs(lifetimeMs);
  const token = makeAgentToken({ node: 'node-1', expiresUnixMs });
  reviews.know(token, makeAgentUser('node-1'), { audience: coordinatorAudience, expiresUnixMs });
  return token;
}

describe('a node by its token', () => {
  it('is whom the API server names, asked with the audience of the coordinator', async () => {
    const token = knowAgent(600_000);
    expect(await identity.identifyNode(callWith(token))).toEqual({
      kind: 'identified',
      node: { name: 'node-1', uid: 'uid-node-1', expiresUnixMs: inMs(600_000) },
    });
    expect(reviews.tokenReviews).toEqual([{ token, audiences: ['toe-coordinator'] }]);
  });

  it('is asked for once in 60 s', async () => {
    const token = knowAgent(600_000);
    await identity.identifyNode(callWith(token));
    clock.advance(59_999);
    await identity.identifyNode(callWith(token));
    expect(reviews.tokenReviews).toHaveLength(1);
    clock.advance(1);
    await identity.identifyNode(callWith(token));
    expect(reviews.tokenReviews).toHaveLength(2);
  });

  it('is nobody once the token has expired, however fresh the review', async () => {
    const token = knowAgent(10_000);
    expect(await identity.identifyNode(callWith(token))).toMatchObject({ kind: 'identified' });
    clock.advance(10_000);
    expect(await identity.identifyNode(callWith(token))).toMatchObject({
      kind: 'refused',
      code: status.UNAUTHENTICATED,
      message: expect.stringContaining('it expired at 20'),
    });
  });

  it('is known for 60 s after its review while the API server is away, and not a moment longer', async () => {
    const token = knowAgent(600_000);
    await identity.identifyNode(callWith(token));
    reviews.isAway = true;
    clock.advance(59_999);
    expect(await identity.identifyNode(callWith(token))).toMatchObject({ kind: 'identified' });
    clock.advance(1);
    const closed = { kind: 'refused', code: status.UNAVAILABLE };
    expect(await identity.identifyNode(callWith(token))).toMatchObject(closed);
    reviews.isAway = false;
    expect(await identity.identifyNode(callWith(token))).toMatchObject({ kind: 'identified' });
  });

  it('is unknown from the start where the API server is away', async () => {
    const token = knowAgent(600_000);
    reviews.isAway = true;
    expect(await identity.identifyNode(callWith(token))).toMatchObject({ code: status.UNAVAILABLE });
  });

  it('is asked for again 5 s after a refusal', async () => {
    const token = makeAgentToken({ node: 'node-1', expiresUnixMs: inMs(600_000) });
    expect(await identity.identifyNode(callWith(token))).toMatchObject({ code: status.UNAUTHENTICATED });
    reviews.know(token, makeAgentUser('node-1'), { audience: coordinatorAudience });
    clock.advance(4_999);
    expect(await identity.identifyNode(callWith(token))).toMatchObject({ code: status.UNAUTHENTICATED });
    clock.advance(1);
    expect(await identity.identifyNode(callWith(token))).toMatchObject({ kind: 'identified' });
  });

  it('is one question for many calls at once', async () => {
    const token = knowAgent(600_000);
    const hold = Promise.withResolvers<void>();
    reviews.hold = hold.promise;
    const calls = Array.from({ length: 50 }, () => identity.identifyNode(callWith(token)));
    hold.resolve();
    expect(new Set((await Promise.all(calls)).map(({ kind }) => kind))).toEqual(new Set(['identified']));
    expect(reviews.tokenReviews).toHaveLength(1);
  });

  it('is not asked for with a text that no API server issues', async () => {
    expect(await identity.identifyNodeByToken('x'.repeat(20_000))).toMatchObject({
      code: status.UNAUTHENTICATED,
    });
    expect(reviews.tokenReviews).toEqual([]);
  });

  it('is not known by a token for the API server itself', async () => {
    const token = makeToken({ sub: 'stolen' });
    reviews.know(token, makeAgentUser('node-1'));
    expect(await identity.identifyNode(callWith(token))).toMatchObject({ code: status.UNAUTHENTICATED });
  });
});

describe('a person by a token', () => {
  it('is whom the API server names, asked with no audience', async () => {
    reviews.know('opaque', jane.user);
    expect(await identity.identifyPerson(callWith('opaque'))).toEqual({ kind: 'identified', person: jane });
    expect(reviews.tokenReviews).toEqual([{ token: 'opaque', audiences: [] }]);
  });

  it('is not known by the token of an agent', async () => {
    expect(await identity.identifyPerson(callWith(knowAgent(600_000)))).toMatchObject({
      code: status.UNAUTHENTICATED,
    });
  });

  it('is told how to send a token where none came', async () => {
    expect(await identity.identifyPerson(callWith(undefined))).toMatchObject({
      code: status.UNAUTHENTICATED,
      message: expect.stringContaining('metadata "authorization: Bearer <token>"'),
    });
  });
});

describe('a right', () => {
  it('is what the API server says of the whole user', async () => {
    reviews.grant('jane', ({ user, namespace }) => user.groups.includes('oncall') && namespace === 'prod');
    expect(await identity.mayDo(jane, access)).toEqual({ kind: 'allowed' });
    expect(reviews.accessReviews).toEqual([{ user: jane.user, ...access }]);
  });

  it('is denied with user, verb, resource and namespace', async () => {
    expect(await identity.mayDo(jane, access)).toEqual({
      kind: 'refused',
      code: status.PERMISSION_DENIED,
      message: 'User "jane" may not create powertools.toe.run in namespace "prod": no role grants it',
    });
    const artifacts = { ...access, verb: 'get', subresource: 'artifacts', namespace: '', name: 'x' };
    expect(await identity.mayDo(jane, artifacts)).toMatchObject({
      message: expect.stringContaining('get powertools.toe.run/artifacts "x" in the whole cluster'),
    });
  });

  it('is asked for once in 10 s, whatever was answered', async () => {
    await identity.mayDo(jane, access);
    reviews.grant('jane', () => true);
    clock.advance(9_999);
    expect(await identity.mayDo(jane, access)).toMatchObject({ kind: 'refused' });
    clock.advance(1);
    expect(await identity.mayDo(jane, access)).toEqual({ kind: 'allowed' });
    expect(reviews.accessReviews).toHaveLength(2);
  });

  it('is not shared by users, verbs or namespaces', async () => {
    reviews.grant('jane', ({ verb, namespace }) => verb === 'create' && namespace === 'prod');
    expect(await identity.mayDo(jane, access)).toEqual({ kind: 'allowed' });
    const joe = { name: 'joe', user: { ...jane.user, username: 'joe' } };
    expect(await identity.mayDo(joe, access)).toMatchObject({ kind: 'refused' });
    expect(await identity.mayDo(jane, { ...access, verb: 'delete' })).toMatchObject({ kind: 'refused' });
    expect(await identity.mayDo(jane, { ...access, namespace: 'dev' })).toMatchObject({ kind: 'refused' });
  });

  it('is closed while the API server is away', async () => {
    reviews.grant('jane', () => true);
    reviews.isAway = true;
    expect(await identity.mayDo(jane, access)).toMatchObject({ kind: 'refused', code: status.UNAVAILABLE });
  });
});
