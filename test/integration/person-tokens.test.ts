import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccessRequest } from '../../coordinator/identity/reviews.ts';
import type { Capture__Output } from '../../shared/rpc/generated/toe/v1/Capture.ts';
import { toStruct } from '../../shared/rpc/struct.ts';
import { ask, TokenStage } from '../builders/token-stage.ts';

let stage: TokenStage;
beforeEach(async () => {
  stage = await TokenStage.start();
});
afterEach(async () => {
  await stage[Symbol.asyncDispose]();
});

const spec = toStruct({
  tool: { name: 'node-snapshot', duration: '5s' },
  targets: { nodeNames: ['node-1'] },
  reason: 'a test',
});

async function create(token: string): Promise<Capture__Output> {
  const request = { namespace: 'prod', generateName: 'x-', spec };
  return await ask<Capture__Output>((done) =>
    stage.captures.createCapture(request, stage.metadata(token), done),
  );
}

describe('a person with a token', () => {
  it('is answered where RBAC grants it, and told what is missing where not', async () => {
    const viewer = stage.personToken(
      'jane',
      ({ verb, resource }) => verb === 'list' && resource === 'powertools',
    );
    expect(await stage.listNodes(viewer)).toEqual([]);
    await expect(create(viewer)).rejects.toMatchObject({
      code: status.PERMISSION_DENIED,
      details:
        'Cannot answer CreateCapture: User "jane" may not create powertools.toe.run in namespace "prod": no role grants it',
    });
  });

  it.each<[string, (request: AccessRequest) => boolean, string]>([
    [
      'the tool',
      ({ resource }) => resource !== 'powertoolconfigs',
      'use powertoolconfigs.toe.run "node-snapshot" in namespace "toe-system"',
    ],
    ['whole nodes', ({ resource }) => resource !== 'nodes', 'capture nodes.toe.run in the whole cluster'],
  ])('captures nothing without the right to %s', async (_, allows, missing) => {
    const token = stage.personToken('jane', allows);
    await expect(create(token)).rejects.toMatchObject({
      code: status.PERMISSION_DENIED,
      details: expect.stringContaining(missing),
    });
    const captures = await ask<{ captures: readonly unknown[] }>((done) =>
      stage.captures.listCaptures({}, stage.metadata(token), done),
    );
    expect(captures.captures).toEqual([]);
  });

  it('captures with the rights to it, and every change is on record', async () => {
    const operator = stage.personToken('joe', () => true);
    const { name } = await create(operator);
    const ref = { namespace: 'prod', name };
    const intruder = stage.metadata(stage.personToken('eve', () => false));
    await expect(ask((done) => stage.captures.stopCapture(ref, intruder, done))).rejects.toMatchObject({
      code: status.PERMISSION_DENIED,
    });
    await expect(
      ask((done) => stage.captures.deleteCapture(ref, stage.metadata(undefined), done)),
    ).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
    const read = stage.captures.readArtifact({ ...ref, key: 'k' }, stage.metadata(operator));
    await expect(
      new Promise((_, reject) => read.on('data', () => undefined).on('error', reject)),
    ).rejects.toMatchObject({ code: status.NOT_FOUND });
    await stage.listNodes(operator);
    const from = expect.stringMatching(/^127\.0\.0\.1:/);
    const common = { ...ref, from };
    expect(stage.logged('Request audited')).toMatchObject([
      { ...common, who: 'joe', method: 'CreateCapture', verdict: 'allowed', code: 'OK' },
      { ...common, who: 'eve', method: 'StopCapture', verdict: 'refused', code: 'PERMISSION_DENIED' },
      { ...common, who: '', method: 'DeleteCapture', verdict: 'refused', code: 'UNAUTHENTICATED' },
      { ...common, who: 'joe', method: 'ReadArtifact', key: 'k', verdict: 'allowed' },
    ]);
  });

  it("is turned away on the agents' port, as an agent is on the people's", async () => {
    const session = stage.openSession(stage.personToken('jane', () => true));
    session.greet();
    expect(await session.ended).toMatchObject({ code: status.UNAUTHENTICATED });
    await expect(stage.listNodes(stage.agentToken('node-1'))).rejects.toMatchObject({
      code: status.UNAUTHENTICATED,
    });
  });

  it('is told to try again while the API server is away', async () => {
    const token = stage.personToken('jane', () => true);
    stage.reviews.isAway = true;
    await expect(stage.listNodes(token)).rejects.toMatchObject({ code: status.UNAVAILABLE });
  });
});
