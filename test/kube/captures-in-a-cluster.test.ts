import { afterAll, beforeAll, describe, vi } from 'vitest';
import { badInput } from './captures/bad-input.ts';
import { budgets } from './captures/budgets.ts';
import { endings } from './captures/endings.ts';
import { events } from './captures/events.ts';
import { exclusiveness } from './captures/exclusiveness.ts';
import { failures } from './captures/failures.ts';
import { leaving } from './captures/leaving.ts';
import { pods } from './captures/pods.ts';
import { type CaptureStage, startCaptureStage } from './captures/stage.ts';
import { startInstants } from './captures/start.ts';
import { targets } from './captures/targets.ts';
import { waves } from './captures/waves.ts';

vi.setConfig({ testTimeout: 240_000, maxConcurrency: 100 });

let shared: CaptureStage | undefined;

beforeAll(async () => {
  shared = await startCaptureStage();
}, 120_000);

afterAll(() => shared?.[Symbol.asyncDispose](), 60_000);

const stage = (): CaptureStage => {
  if (shared === undefined) throw new Error('Cannot test: the cluster has not started');
  return shared;
};

describe.concurrent('a capture on a real API server', () => {
  describe('when it ends', () => {
    endings(stage);
  });
  describe('by targets', () => {
    targets(stage);
  });
  describe('in waves', () => {
    waves(stage);
  });
  describe('that fails', () => {
    failures(stage);
  });
  describe('with budgets', () => {
    budgets(stage);
  });
  describe('beside others', () => {
    exclusiveness(stage);
  });
  describe('on nodes that leave', () => {
    leaving(stage);
  });
  describe('of pods', () => {
    pods(stage);
  });
  describe('that is refused', () => {
    badInput(stage);
  });
  describe('in events', () => {
    events(stage);
  });
  describe('at an instant', () => {
    startInstants(stage);
  });
});
