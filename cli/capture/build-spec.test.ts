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

  it('puts the options of a cluster where the Kind has them', () => {
    const options = {
      pods: 'app=web,tier=front',
      container: 'server',
      maxNodes: '20',
      maxPercent: '10%',
      spreadBy: 'topology.kubernetes.io/zone',
      waitFor: '30s',
      maxConcurrent: '5',
      retries: '0',
      at: '2030-01-31T14:05:00.5+01:00',
      leadTime: '3s',
      ttl: '1h1500ms',
    };
    expect(buildSpec('perf', ['record', '-a'], options, 'only')).toEqual({
      kind: 'built',
      spec: {
        tool: { name: 'perf', args: ['record', '-a'], duration: '10s' },
        targets: {
          labelSelector: { matchLabels: { app: 'web', tier: 'front' } },
          container: 'server',
          sample: { maxNodes: 20, maxPercent: 10, spreadBy: 'topology.kubernetes.io/zone' },
          waitFor: '30s',
        },
        budgets: { maxConcurrentNodes: 5 },
        failurePolicy: { retries: 0 },
        start: { at: '2030-01-31T14:05:00.5+01:00', leadTime: '3s' },
        ttlSecondsAfterFinished: 3602,
      },
    });
  });

  it.each([
    [{}, ['record', '-a', '-g']],
    [{ all: undefined, pods: 'app=web' }, ['record', '-g']],
  ])('leaves the frequency to a preset: %j', (more, args) => {
    const built = buildSpec('perf', [], { all: true, preset: 'low', ...more }, undefined);
    expect(built).toMatchObject({ spec: { tool: { args, resolutionPreset: 'low' } } });
  });

  it('says nothing of what was not asked', () => {
    const built = buildSpec('perf', [], { all: true }, undefined);
    expect(built.kind === 'built' ? Object.keys(JSON.parse(JSON.stringify(built.spec))) : []).toEqual([
      'tool',
      'targets',
    ]);
  });

  it.each([
    [{ all: true }, { allNodes: true }],
    [{ node: ['a', 'b'] }, { nodeNames: ['a', 'b'] }],
    [{ nodes: 'a=' }, { nodeSelector: { matchLabels: { a: '' } } }],
    [{ selector: 'pool=blue' }, { nodeSelector: { matchLabels: { pool: 'blue' } } }],
    [{ pods: 'app=web' }, { labelSelector: { matchLabels: { app: 'web' } } }],
    [
      { all: true, spreadBy: 'zone' },
      { allNodes: true, sample: { spreadBy: 'zone' } },
    ],
    [{}, { nodeNames: ['only'] }],
  ])('reads the targets of %j', (options, targets) => {
    expect(buildSpec('perf', [], options, 'only')).toMatchObject({ kind: 'built', spec: { targets } });
  });

  it.each([
    [{}, 'no node is chosen'],
    [{ all: true, nodes: 'a=b' }, '--nodes and --all exclude one another'],
    [{ nodes: 'a=b', selector: 'a=b' }, '--nodes and --selector exclude one another'],
    [{ pods: 'a=b', node: ['x'] }, '--node and --pods exclude one another'],
    [{ pods: 'web' }, '--pods "web" is not a list of labels'],
    [{ selector: 'blue' }, '--selector "blue" is not a list of labels'],
    [{ all: true, container: 'x' }, '--container chooses among the containers of pods'],
    [{ all: true, maxNodes: '0' }, '--max-nodes "0" is not a whole number of nodes from 1 to 5000'],
    [{ all: true, maxNodes: '5%' }, '--max-nodes "5%" is not a whole number of nodes'],
    [{ all: true, maxPercent: '0' }, '--max-percent "0" is not a whole number of per cent from 1 to 100'],
    [{ all: true, maxConcurrent: 'two' }, '--max-concurrent "two" is not a whole number of nodes'],
    [{ all: true, retries: '-1' }, '--retries "-1" is not a whole number of tries from 0 to 10'],
    [{ all: true, waitFor: 'soon' }, '--wait-for "soon" is not a duration'],
    [{ all: true, ttl: '1 h' }, '--ttl "1 h" is not a duration'],
    [{ all: true, at: '14:05' }, '--at "14:05" is not an instant'],
    [{ all: true, at: '2030-01-31T14:05:00' }, 'is not an instant: write it with its zone'],
    [{ all: true, at: '2030-13-31T14:05:00Z' }, 'is not an instant'],
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
