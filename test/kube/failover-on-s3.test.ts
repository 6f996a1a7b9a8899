import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { S3Server } from '../builders/s3-server.ts';
import { expectEndedOnce } from './harness/expect-ended-once.ts';
import { FailoverStage } from './harness/failover-stage.ts';
import { type Moment, untilMoment } from './harness/run-moments.ts';

let server: S3Server;
let stage: FailoverStage;

beforeAll(async () => {
  server = await S3Server.start();
  stage = await FailoverStage.start({
    nodes: [{ name: 'node-a' }, { name: 'node-b' }],
    ...(await server.makeFleetStore('captures')),
    // So that to upload takes a while.
    agentEnvironment: { TOE_FAILPOINTS: 'upload.before-chunk=delay:50' },
  });
}, 120_000);
afterAll(async () => {
  await stage?.[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
}, 120_000);

describe('two coordinators that share a bucket', () => {
  test.each<readonly [string, Moment, 'kill' | 'stop']>([
    ['is killed while tools run', 'running', 'kill'],
    ['is killed in mid-upload', 'uploading', 'kill'],
    ['is stopped in mid-upload and wakes under the next one', 'uploading', 'stop'],
  ])(
    'end a capture once whose leader %s',
    async (what, moment, fault) => {
      const { fleet } = stage;
      onTestFailed(() => void process.stderr.write(`${fleet.readTails()}\n`));
      const leader = await fleet.leader();
      await stage.untilAllConnected(leader);
      const { epoch } = await stage.readLease();
      const name = what.replaceAll(/[^a-z]+/g, '-');
      const run = await stage.capture(name, { nodes: ['node-a', 'node-b'], tool: 'node-snapshot' });
      await untilMoment(fleet, { uid: run.uid, durationMs: 5_000 }, moment);
      if (fault === 'kill') await leader.child.kill('SIGKILL');
      else leader.child.signal('SIGSTOP');
      const { leader: next } = await stage.untilSucceeded(epoch, leader);
      if (fault === 'kill') await leader.child.restart({});
      else leader.child.signal('SIGCONT');
      await stage.untilAllConnected(next);
      await stage.untilEnded(run);
      await stage.untilIdle();
      const manifest = await expectEndedOnce(stage, run);
      expect(manifest.conclusion.phase).toBe('Succeeded');
    },
    120_000,
  );
});
