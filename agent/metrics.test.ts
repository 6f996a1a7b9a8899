import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UploadStage } from '../test/builders/upload-stage.ts';
import { makeAgentMetrics } from './metrics.ts';
import { makeUploadQueue } from './uploads/upload-queue.ts';

let stage: UploadStage;
beforeEach(async () => {
  stage = await UploadStage.start();
});
afterEach(() => stage[Symbol.asyncDispose]());

it('counts what uploads send and how they end, from zero on', async () => {
  const metrics = makeAgentMetrics();
  const read = async (): Promise<readonly string[]> =>
    (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith('toe_agent_upload'));
  expect(await read()).toEqual([
    'toe_agent_upload_sent_bytes_total 0',
    'toe_agent_upload_retries_total 0',
    'toe_agent_uploads_total{result="delivered"} 0',
    'toe_agent_uploads_total{result="refused"} 0',
    'toe_agent_uploads_total{result="stopped"} 0',
  ]);
  const queue = makeUploadQueue({ ...stage.deps, observer: metrics.uploads });
  const stop = new AbortController();
  const request = await stage.seal(randomBytes(200_000));
  queue.enqueue({ ...request, onDelivery: () => undefined });
  const running = queue.part(stop.signal);
  await queue.untilEmpty(stop.signal);
  stop.abort();
  await running;
  expect(await read()).toEqual([
    'toe_agent_upload_sent_bytes_total 200000',
    'toe_agent_upload_retries_total 0',
    'toe_agent_uploads_total{result="delivered"} 1',
    'toe_agent_uploads_total{result="refused"} 0',
    'toe_agent_uploads_total{result="stopped"} 0',
  ]);
});
