import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { coordinatorAudience } from '../../shared/rpc/token-claims.ts';
import { ask, TokenStage } from '../builders/token-stage.ts';
import { makeAgentToken, makeAgentUser, makeToken } from '../builders/tokens.ts';

const patience = { timeout: 10_000, interval: 20 };

let stage: TokenStage;
let jane: string;
beforeEach(async () => {
  stage = await TokenStage.start();
  jane = stage.personToken('jane', () => true);
});
afterEach(async () => {
  await stage[Symbol.asyncDispose]();
});

async function listNodes(): Promise<readonly unknown[]> {
  return (await stage.listNodes(jane)).map(({ name, connected }) => ({ name, connected }));
}

describe('an agent with a token', () => {
  it('is the node that the API server names', async () => {
    await stage.connectAgent(await stage.writeToken(stage.agentToken('node-1')));
    expect(await listNodes()).toEqual([{ name: 'node-1', connected: true }]);
  });

  it.each<[string, () => string | undefined, status, string]>([
    ['without a token', () => undefined, status.UNAUTHENTICATED, 'no token came'],
    ['with a token that nobody issued', () => makeToken({ sub: 'x' }), status.UNAUTHENTICATED, 'not known'],
    ['with an expired token', () => stage.agentToken('node-1', -1), status.UNAUTHENTICATED, 'it expired at'],
    [
      'with a token for another audience',
      () => {
        const token = makeAgentToken({ node: 'node-1', expiresUnixMs: Date.now() + 60_000 });
        stage.reviews.know(token, makeAgentUser('node-1'), { audience: 'vault' });
        return token;
      },
      status.UNAUTHENTICATED,
      'for vault, not for toe-coordinator',
    ],
    [
      'of another service account',
      () => {
        const token = makeAgentToken({ node: 'node-1', expiresUnixMs: Date.now() + 60_000 });
        const user = makeAgentUser('node-1', { username: 'system:serviceaccount:prod:web' });
        stage.reviews.know(token, user, { audience: coordinatorAudience });
        return token;
      },
      status.PERMISSION_DENIED,
      'one of "system:serviceaccount:toe-system:toe-agent" is right',
    ],
    [
      'whose token is bound to no node',
      () => {
        const token = makeAgentToken({ node: 'node-1', expiresUnixMs: Date.now() + 60_000 });
        stage.reviews.know(token, makeAgentUser('node-1', { extra: {} }), { audience: coordinatorAudience });
        return token;
      },
      status.PERMISSION_DENIED,
      'Kubernetes 1.32 or newer',
    ],
  ])('%s gets no session', async (_, makeTheToken, code, details) => {
    const session = stage.openSession(makeTheToken());
    session.greet();
    expect(await session.ended).toMatchObject({ code, details: expect.stringContaining(details) });
    expect(session.isWelcomed()).toBe(false);
    expect(await listNodes()).toEqual([]);
  });

  it('loses nothing that it said while its token was being reviewed', async () => {
    const hold = Promise.withResolvers<void>();
    stage.reviews.hold = hold.promise;
    const session = stage.openSession(stage.agentToken('node-1'));
    session.greet();
    for (let beat = 1; beat <= 100; beat += 1) {
      const heartbeat = { spoolFreeBytes: beat, cpuPressure: 0, memoryPressure: 0, ioPressure: 0 };
      session.say({ kind: 'heartbeat', heartbeat });
    }
    await vi.waitFor(() => expect(stage.reviews.tokenReviews).toHaveLength(1), patience);
    stage.reviews.hold = undefined;
    hold.resolve();
    await vi.waitFor(() => expect(session.isWelcomed()).toBe(true), patience);
    await vi.waitFor(async () => {
      const nodes = await stage.listNodes(jane);
      expect(nodes).toMatchObject([{ name: 'node-1', connected: true, spoolFreeBytes: 100 }]);
    }, patience);
  });

  it('is thrown out with a token of another node, whose own session goes on', async () => {
    const victim = stage.openSession(stage.agentToken('node-2'));
    victim.greet();
    const thief = stage.openSession(stage.agentToken('node-1'));
    thief.greet();
    await vi.waitFor(() => expect([victim, thief].every((one) => one.isWelcomed())).toBe(true), patience);
    thief.say({ kind: 'credential', token: stage.agentToken('node-2', 600_000, 'stolen') });
    expect(await thief.ended).toMatchObject({
      code: status.PERMISSION_DENIED,
      details: expect.stringContaining('of node "node-2", not of "node-1"'),
    });
    expect(await listNodes()).toEqual([
      { name: 'node-1', connected: false },
      { name: 'node-2', connected: true },
    ]);
    expect(stage.logged('Request audited')).toMatchObject([
      { node: 'node-1', who: 'node-1', verdict: 'refused', code: 'PERMISSION_DENIED' },
    ]);
  });

  it('keeps its session when its token is rotated in time', async () => {
    const expiresUnixMs = Date.now() + 2_000;
    const path = await stage.writeToken(stage.agentToken('node-1', 2_000));
    const connection = await stage.connectAgent(path);
    await stage.writeToken(stage.agentToken('node-1', 600_000, 'second'));
    await vi.waitFor(() => expect(stage.logged('Credential of a session renewed')).toHaveLength(1), patience);
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(expiresUnixMs + 500), patience);
    expect(connection.isWelcomed()).toBe(true);
    expect(stage.logged('Agent connected')).toHaveLength(1);
    expect(stage.logged('Agent disconnected')).toEqual([]);
  });

  it('loses its session when its token expires and was not rotated', async () => {
    const token = stage.agentToken('node-1', 1_500);
    const session = stage.openSession(token);
    session.greet();
    await vi.waitFor(() => expect(session.isWelcomed()).toBe(true), patience);
    expect(await session.ended).toMatchObject({
      code: status.UNAUTHENTICATED,
      details: expect.stringContaining('expired and no valid newer one came'),
    });
    const again = stage.openSession(token);
    again.greet();
    expect(await again.ended).toMatchObject({ code: status.UNAUTHENTICATED });
  });

  it('comes back with the token that then stands in its file', async () => {
    const connection = await stage.connectAgent(await stage.writeToken(stage.agentToken('node-1', 1_000)));
    await vi.waitFor(() => expect(connection.isWelcomed()).toBe(false), patience);
    await stage.writeToken(stage.agentToken('node-1', 600_000, 'second'));
    await vi.waitFor(() => expect(connection.isWelcomed()).toBe(true), patience);
  });

  it('is let in by a review of a moment ago while the API server is away, and others are not', async () => {
    const token = stage.agentToken('node-1');
    const first = stage.openSession(token);
    first.greet();
    await vi.waitFor(() => expect(first.isWelcomed()).toBe(true), patience);
    stage.reviews.isAway = true;
    const second = stage.openSession(token);
    second.greet();
    await vi.waitFor(() => expect(second.isWelcomed()).toBe(true), patience);
    const other = stage.openSession(stage.agentToken('node-2'));
    other.greet();
    expect(await other.ended).toMatchObject({ code: status.UNAVAILABLE });
  });

  it('writes its own artifacts and no others', async () => {
    const finish = async (uploadId: string): Promise<unknown> => {
      const request = { uploadId, sizeBytes: 0, sha256: '0'.repeat(64) };
      const metadata = stage.metadata(stage.agentToken('node-1'));
      return await ask((done) => stage.artifacts.finishUpload(request, metadata, done));
    };
    await expect(finish('r1.uid-node-1.1/perf')).rejects.toMatchObject({ code: status.NOT_FOUND });
    await expect(finish('r1.uid-node-2.1/perf')).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
    expect(stage.logged('Request audited')).toMatchObject([
      { verdict: 'refused', why: 'Cannot upload: command "r1.uid-node-2.1" is not one of node "node-1"' },
    ]);
  });
});
