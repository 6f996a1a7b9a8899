import { describe, expect, it } from 'vitest';
import type { PodProcesses } from '../targets/find-pod-processes.ts';
import { judgePods } from './resolve-pods.ts';

const found = (count: number, gone: readonly string[] = []): PodProcesses => ({
  processes: Array.from({ length: count }, (_, at) => ({ pid: at + 1, startTicks: at })),
  allOfPods: [],
  cgroups: [],
  gone,
});
const names = (count: number) =>
  Array.from({ length: count }, (_, at) => `pod "shop/web-${at}", container "app"`);

describe('judgePods', () => {
  it('takes as many processes as the tool does', () => {
    expect(judgePods('perf', found(512), 512, () => undefined).kind).toBe('resolved');
    expect(judgePods('perf', found(513), 512, () => undefined)).toMatchObject({
      reason: 'TooManyProcesses',
      message: expect.stringContaining('the pods have 513 processes on this node and it takes 512'),
    });
  });

  it('tells which containers it goes on without, and refuses where none has a process', () => {
    const told: string[] = [];
    const note = (gone: readonly string[]): void => {
      told.push(...gone);
    };
    expect(judgePods('perf', found(1, names(2)), 512, note).kind).toBe('resolved');
    expect(told).toEqual(names(2));
    expect(judgePods('perf', found(0, names(1)), 512, note)).toMatchObject({
      reason: 'TargetGone',
      message: expect.stringContaining('no process is left of pod "shop/web-0", container "app": they were'),
    });
  });

  it('names a few of many', () => {
    const judged = judgePods('perf', found(0, names(400)), 512, () => undefined);
    if (judged.kind === 'resolved') throw new Error('It was taken');
    expect(judged.message).toContain('pod "shop/web-4", container "app"; and 395 more:');
    expect(judged.message.length).toBeLessThan(500);
  });
});
