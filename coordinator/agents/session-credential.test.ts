import { setImmediate as immediate } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../shared/log.ts';
import { coordinatorAudience } from '../../shared/rpc/token-claims.ts';
import { makeAgentToken, makeAgentUser } from '../../test/builders/tokens.ts';
import { FakeReviews } from '../../test/fakes/fake-reviews.ts';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { TokenIdentity } from '../identity/token-identity.ts';
import { SessionCredential } from './session-credential.ts';

let clock: ManualClock;
let reviews: FakeReviews;
let credential: SessionCredential;
let endings: status[];
let watching: Promise<void>;
let over: AbortController;
const lifetimeMs = 600_000;

beforeEach(() => {
  clock = new ManualClock();
  reviews = new FakeReviews(() => clock.unixUs() / 1_000);
  const agents = { namespace: 'toe-system', name: 'toe-agent' };
  const identity = new TokenIdentity({ reviews, agents, clock, log: silentLog });
  endings = [];
  over = new AbortController();
  const node = { name: 'node-1', uid: 'uid-node-1', expiresUnixMs: clock.unixUs() / 1_000 + lifetimeMs };
  credential = new SessionCredential(node, {
    identity,
    clock,
    log: silentLog,
    end: (code) => endings.push(code),
  });
  watching = credential.watch(over.signal);
});
afterEach(() => over.abort());

/** A token of a node that is valid from now on for ten minutes. */
function know(node: string, id: string, user = makeAgentUser(node)): string {
  const expiresUnixMs = clock.unixUs() / 1_000 + lifetimeMs;
  const token = makeAgentToken({ node, expiresUnixMs, id });
  reviews.know(token, user, { audience: coordinatorAudience, expiresUnixMs });
  return token;
}

/** Moves time on in small steps, so that whoever sleeps again is woken again. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1_000) {
    clock.advance(1_000);
    await immediate();
  }
}

describe('the credential of a session', () => {
  it('ends the session when it expires and no newer one came', async () => {
    await pass(lifetimeMs - 1_000);
    expect(endings).toEqual([]);
    await pass(1_000);
    await watching;
    expect(endings).toEqual([status.UNAUTHENTICATED]);
  });

  it('lasts as long as the newest token', async () => {
    await pass(480_000);
    await credential.renew(know('node-1', 'second'), over.signal);
    await pass(480_000);
    expect(endings).toEqual([]);
    await pass(120_000);
    await watching;
    expect(endings).toEqual([status.UNAUTHENTICATED]);
  });

  it('ends the session at once for the token of another node', async () => {
    await credential.renew(know('node-2', 'stolen'), over.signal);
    expect(endings).toEqual([status.PERMISSION_DENIED]);
  });

  it('ends the session at once for the token of the same node under another uid', async () => {
    const { extra } = makeAgentUser('node-1');
    const reborn = { ...extra, 'authentication.kubernetes.io/node-uid': ['other'] };
    await credential.renew(know('node-1', 'x', makeAgentUser('node-1', { extra: reborn })), over.signal);
    expect(endings).toEqual([status.PERMISSION_DENIED]);
  });

  it('ends the session at once for the token of somebody who is no agent', async () => {
    const pod = makeAgentUser('node-1', { username: 'system:serviceaccount:prod:web' });
    await credential.renew(know('node-1', 'x', pod), over.signal);
    expect(endings).toEqual([status.PERMISSION_DENIED]);
  });

  it('is not made worse by a token that nobody knows', async () => {
    await credential.renew('nonsense', over.signal);
    await pass(lifetimeMs - 1_000);
    expect(endings).toEqual([]);
  });

  it('is reviewed again until the API server is back', async () => {
    await pass(580_000);
    reviews.isAway = true;
    const renewed = credential.renew(know('node-1', 'second'), over.signal);
    await pass(6_000);
    reviews.isAway = false;
    await pass(5_000);
    await renewed;
    await pass(60_000);
    expect(endings).toEqual([]);
  });

  it('does not outlive its expiry while nobody can review the newer one', async () => {
    await pass(590_000);
    reviews.isAway = true;
    void credential.renew(know('node-1', 'second'), over.signal);
    await pass(10_000);
    await watching;
    expect(endings).toEqual([status.UNAUTHENTICATED]);
  });
});
