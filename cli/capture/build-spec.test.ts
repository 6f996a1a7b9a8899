import { describe, expect, it } from 'vitest';
import { buildSpec } from './build-spec.ts';
import { isWide } from './confirm.ts';

describe('buildSpec', () => {
  it('puts every option where the Kind has it', () => {
    const options = {
      duration: '2m30s',
      warmup: '5s',
      nodes: 'pool=blue, zone=a',
      reason: 'why not',
      leadTime: '500ms',
      minSuccess: '80%',
      maxCpu: '50',
    };
    expect(buildSpec('perf', ['record', '-a'], options, undefined)).toEqual({
      kind: 'built',
      spec: {
        tool: { name: 'perf', args: ['record', '-a'], duration: '2m30s', warmup: '5s', maxCPUPercent: 50 },
        targets: { nodeSelector: { matchLabels: { pool: 'blue', zone: 'a' } } },
        start: { leadTime: '500ms' },
        failurePolicy: { minSuccessPercent: 80 },
        reason: 'why not',
      },
    });
  });

  it.each([
    [{ all: true }, { allNodes: true }],
    [{ node: ['a', 'b'] }, { nodeNames: ['a', 'b'] }],
    [{ nodes: 'a=' }, { nodeSelector: { matchLabels: { a: '' } } }],
    [{}, { nodeNames: ['only'] }],
  ])('reads the targets of %j', (options, targets) => {
    expect(buildSpec('perf', [], options, 'only')).toMatchObject({ kind: 'built', spec: { targets } });
  });

  it.each([
    [{}, 'no node is chosen'],
    [{ all: true, nodes: 'a=b' }, '--nodes and --all exclude one another'],
    [{ nodes: 'blue' }, '--nodes "blue" is not a list of labels'],
    [{ nodes: 'a=b=c' }, '--nodes "a=b=c" is not a list of labels'],
    [{ all: true, duration: '1.5s' }, '--duration "1.5s" is not a duration'],
    [{ all: true, leadTime: '-1s' }, '--lead-time "-1s" is not a duration'],
    [{ all: true, minSuccess: '101' }, '--min-success "101" is not a whole number'],
    [{ all: true, minSuccess: '0' }, '--min-success "0" is not a whole number'],
    [{ all: true, maxCpu: '1e3' }, '--max-cpu "1e3" is not a whole number'],
  ])('refuses %j', (options, fault) => {
    const built = buildSpec('perf', [], options, undefined);
    expect(built.kind === 'invalid' ? built.faults.join('; ') : '').toContain(fault);
  });

  it('tells every fault at once', () => {
    const built = buildSpec('perf', [], { duration: 'x', warmup: 'y', maxCpu: 'z' }, undefined);
    expect(built).toMatchObject({ kind: 'invalid', faults: { length: 4 } });
  });
});

describe('isWide', () => {
  it.each([
    [1, 1, false],
    [5, 5, false],
    [2, 20, false],
    [3, 20, true],
    [20, 500, false],
    [21, 500, true],
  ])('%i of %i nodes: %s', (nodes, fleet, expected) => {
    expect(isWide(nodes, fleet)).toBe(expected);
  });
});
