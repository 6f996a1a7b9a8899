import { aPerf, aSnapshot } from './stage.ts';

export const onA = { nodeNames: ['node-a'] };
const withArgs = (...args: readonly string[]): object => aPerf(onA, {}, [...args]);
const ofPods = (targets: object, ...args: readonly string[]): object => aPerf(targets, {}, [...args]);
const labelled = { labelSelector: { matchLabels: { app: 'nowhere' } } };
const past = new Date(Date.now() - 3_600_000).toISOString();

interface BadInput {
  readonly title: string;
  readonly spec: object;
  readonly reason: string;
  /** What the message has to say: the field, and what helps. */
  readonly says: readonly (string | RegExp)[];
}

/** What the schema lets pass and the world does not. */
export const badInputs: readonly BadInput[] = [
  {
    title: 'unknown-tool',
    spec: aSnapshot(onA, { tool: { name: 'htop', duration: '5s' } }),
    reason: 'UnknownTool',
    says: ['spec.tool.name', '"htop"', 'node-snapshot, perf'],
  },
  { title: 'no-args', spec: withArgs(), reason: 'Invalid', says: ['spec.tool.args', 'record'] },
  {
    title: 'subcommand',
    spec: withArgs('lock', '-a'),
    reason: 'Invalid',
    says: ['spec.tool.args', '"lock"', 'record'],
  },
  {
    title: 'no-scope',
    spec: withArgs('record', '-F', '99'),
    reason: 'Invalid',
    says: ['spec.tool.args', '-a'],
  },
  {
    title: 'too-often',
    spec: withArgs('record', '-a', '-F', '5000'),
    reason: 'Invalid',
    says: ['spec.tool.args', '-F', '999'],
  },
  {
    title: 'zero',
    spec: withArgs('record', '-a', '--freq=0'),
    reason: 'Invalid',
    says: ['spec.tool.args', '--freq', '1'],
  },
  {
    title: 'no-number',
    spec: withArgs('record', '-a', '-F', 'many'),
    reason: 'Invalid',
    says: ['spec.tool.args', '-F', 'many'],
  },
  {
    title: 'no-value',
    spec: withArgs('record', '-a', '-F'),
    reason: 'Invalid',
    says: ['spec.tool.args', '-F'],
  },
  {
    title: 'twice',
    spec: withArgs('record', '-a', '-F', '9', '-F', '99'),
    reason: 'Invalid',
    says: ['spec.tool.args', '-F'],
  },
  {
    title: 'output',
    spec: withArgs('record', '-a', '-o', '/etc/passwd'),
    reason: 'Invalid',
    says: ['spec.tool.args', '-o'],
  },
  {
    title: 'output-long',
    spec: withArgs('record', '-a', '--output=/x'),
    reason: 'Invalid',
    says: ['spec.tool.args', '--output'],
  },
  {
    title: 'event',
    spec: withArgs('record', '-a', '-e', 'no-such'),
    reason: 'Invalid',
    says: ['spec.tool.args', '-e', 'no-such'],
  },
  {
    title: 'filter',
    spec: withArgs('record', '-a', '--filter', 'x'),
    reason: 'Invalid',
    says: ['spec.tool.args', '--filter'],
  },
  {
    title: 'cpu',
    spec: withArgs('record', '-C', '99999'),
    reason: 'Invalid',
    says: ['spec.tool.args', '-C', '2047'],
  },
  {
    title: 'conflict',
    spec: withArgs('record', '-a', '-p', '1'),
    reason: 'Invalid',
    says: ['spec.tool.args', '-p'],
  },
  { title: 'pid', spec: withArgs('record', '-p', '1'), reason: 'Invalid', says: ['spec.tool.args', '-p'] },
  {
    title: 'program',
    spec: withArgs('record', '-a', '--', 'ls'),
    reason: 'Invalid',
    says: ['spec.tool.args', 'ls'],
  },
  {
    title: 'shell',
    spec: withArgs('record', '-a', ';reboot'),
    reason: 'Invalid',
    says: ['spec.tool.args', ';reboot'],
  },
  {
    title: 'stack',
    spec: withArgs('record', '-a', '--call-graph', 'dwarf,999999'),
    reason: 'Invalid',
    says: ['spec.tool.args', '--call-graph'],
  },
  { title: 'cluster', spec: withArgs('record', '-agZ'), reason: 'Invalid', says: ['spec.tool.args', 'Z'] },
  {
    title: 'args-of-none',
    spec: aSnapshot(onA, { tool: { name: 'node-snapshot', args: ['--fast'], duration: '5s' } }),
    reason: 'Invalid',
    says: ['spec.tool.args', '--fast'],
  },
  {
    title: 'too-long',
    spec: aPerf(onA, { tool: { duration: '2h' } }),
    reason: 'Invalid',
    says: ['spec.tool.duration', '"2h"', '"1h"', '"perf"'],
  },
  {
    title: 'too-much-cpu',
    spec: aPerf(onA, { tool: { maxCPUPercent: 900 } }),
    reason: 'Invalid',
    says: ['spec.tool.maxCPUPercent', '900', '100'],
  },
  {
    title: 'overhead-of-none',
    spec: aSnapshot(onA, { budgets: { perNodeOverheadPercent: 50, abortOnPressure: { cpu: 10 } } }),
    reason: 'Invalid',
    says: ['spec.budgets.perNodeOverheadPercent', 'spec.budgets.abortOnPressure', 'no cgroup of its own'],
  },
  {
    title: 'too-many-bytes',
    spec: aPerf(onA, { output: { maxBytesPerNode: '5Gi' } }),
    reason: 'Invalid',
    says: ['spec.output.maxBytesPerNode', '"5Gi"', '"4Gi"'],
  },
  {
    title: 'processing',
    spec: aSnapshot(onA, { processing: ['no-such-steps'] }),
    reason: 'Invalid',
    says: ['spec.processing[0]', '"no-such-steps"', 'leave it out'],
  },
  {
    title: 'all-at-once',
    spec: aPerf(onA, { tool: { duration: '2h', maxCPUPercent: 900 }, processing: ['x', 'y'] }, [
      'record',
      '-Z',
    ]),
    reason: 'Invalid',
    says: [
      'spec.tool.duration',
      'spec.tool.maxCPUPercent',
      'spec.tool.args',
      'spec.processing[0]',
      'spec.processing[1]',
    ],
  },
  {
    title: 'whole-node-of-pods',
    spec: ofPods(labelled, 'record', '-a'),
    reason: 'Invalid',
    says: ['spec.tool.args', '-a'],
  },
  {
    title: 'tool-without-pods',
    spec: aSnapshot(labelled),
    reason: 'Invalid',
    says: [/spec\.t(ool|argets)/, 'node-snapshot'],
  },
  {
    title: 'no-pods',
    spec: ofPods(labelled, 'record'),
    reason: 'NoMatchingTargets',
    says: ['spec.targets', 'targets.waitFor'],
  },
  {
    title: 'no-namespaces',
    spec: ofPods({ ...labelled, namespaceSelector: { matchLabels: { team: 'none' } } }, 'record'),
    reason: 'NoMatchingTargets',
    says: ['spec.targets', 'targets.waitFor'],
  },
  {
    title: 'no-nodes',
    spec: aSnapshot({ nodeSelector: { matchLabels: { pool: 'violet' } } }),
    reason: 'NoMatchingTargets',
    says: ['spec.targets', '0 of 0 nodes', 'targets.waitFor'],
  },
  {
    title: 'no-expressions',
    spec: aSnapshot({
      nodeSelector: { matchExpressions: [{ key: 'pool', operator: 'In', values: ['violet'] }] },
    }),
    reason: 'NoMatchingTargets',
    says: ['spec.targets', '0 of 0 nodes'],
  },
  {
    title: 'unknown-node',
    spec: aSnapshot({ nodeNames: ['node-zzz'] }),
    reason: 'NoMatchingTargets',
    says: ['spec.targets', 'NodeNotFound: node-zzz'],
  },
  {
    title: 'past',
    spec: aSnapshot(onA, { start: { at: past } }),
    reason: 'StartMissed',
    says: ['spec.start.at', past, 'leave it out'],
  },
  {
    title: 'too-large-a-share',
    spec: aSnapshot({ nodeNames: ['node-a', 'node-b'] }, { budgets: { maxPercentOfFleet: 1 } }),
    reason: 'BudgetExceeded',
    says: ['spec.budgets.maxPercentOfFleet', /raise it/],
  },
];
