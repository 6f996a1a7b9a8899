import type { KindName } from '../../shared/kinds/kinds.ts';

/** A valid spec of each Kind with every field in it; the ways to choose nodes stand for themselves. */
export const wholeSpecs: readonly (readonly [KindName, object])[] = [
  [
    'PowerTool',
    {
      tool: {
        name: 'perf',
        args: ['record', '-a'],
        duration: '30s',
        warmup: '1s',
        maxCPUPercent: 25,
        resolutionPreset: 'low',
      },
      targets: {
        nodeNames: ['node-a', 'node-b.example'],
        sample: { maxNodes: 2, maxPercent: 50, spreadBy: 'topology.kubernetes.io/zone' },
        waitFor: '30s',
      },
      start: { leadTime: '3s', at: '2030-01-31T09:00:00Z', startDeadline: '10s' },
      output: {
        maxBytesPerNode: '1Gi',
        rollingInterval: '5s',
        compression: 'gzip',
        maxUploadRate: '10M',
        uploadDeadline: '30m',
        retention: '30d',
        deletionPolicy: 'Delete',
      },
      budgets: {
        maxConcurrentNodes: 2,
        maxPercentOfFleet: 50,
        perNodeOverheadPercent: 30,
        abortOnPressure: { cpu: 40, memory: 10, io: 20 },
        maxTotalBytes: '10Gi',
      },
      failurePolicy: {
        onError: 'Abort',
        minSuccessPercent: 90,
        retries: 2,
        backoff: { initial: '10s', max: '1m', multiplier: 3 },
      },
      successfulRunsHistoryLimit: 3,
      failedRunsHistoryLimit: 0,
      ttlSecondsAfterFinished: 3600,
      stop: false,
      processing: ['flame'],
      reason: 'p99',
    },
  ],
  [
    'PowerTool',
    {
      tool: { name: 'perf', duration: '30s' },
      targets: { nodeSelector: { matchLabels: { pool: 'blue', 'example.com/rank': '1' } } },
      concurrencyPolicy: 'Replace',
      suspend: true,
      trigger: { nodeTermination: true, cooldown: '5m', maxPerDay: 3 },
    },
  ],
  ['PowerTool', { tool: { name: 'perf', duration: '30s' }, targets: { allNodes: true } }],
  [
    'PowerTool',
    {
      tool: { name: 'perf', duration: '30s' },
      targets: {
        labelSelector: {
          matchLabels: { app: 'web' },
          matchExpressions: [
            { key: 'tier', operator: 'In', values: ['front', 'back'] },
            { key: 'example.com/canary', operator: 'DoesNotExist' },
          ],
        },
        namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'Exists' }] },
        container: 'app',
      },
    },
  ],
  [
    'PowerToolConfig',
    {
      description: 'Linux profiler',
      version: '>=5.15 <7',
      allowedNamespaces: ['prod-*', 'oncall'],
      binary: { source: 'host', path: '/usr/bin/perf', sha256: ['0'.repeat(64)] },
      argumentPolicy: 'perf',
      securityContext: { capabilities: { add: ['PERFMON', 'SYS_PTRACE'] } },
      resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1', memory: '512Mi' } },
      limits: {
        pids: 64,
        outputBytes: '4Gi',
        readBytesPerSecond: '50Mi',
        writeBytesPerSecond: '20M',
        duration: '1h',
        concurrentPerNode: 2,
        exclusiveWith: ['bpftrace'],
      },
      subcommands: [
        {
          name: 'record',
          defaultArgs: ['--all-cpus'],
          presets: { low: ['-F', '19'], medium: ['-F', '49'], high: ['-F', '99'] },
          stop: { gracePeriod: '30s' },
          outputs: [{ name: 'profile', path: 'perf.data', mediaType: 'a/b', required: true }],
        },
      ],
      environment: { LANG: 'C' },
    },
  ],
  [
    'PowerToolArgumentPolicy',
    {
      tool: 'perf',
      enforcement: 'Warn',
      maxDuration: '10m',
      subcommands: [
        {
          name: 'record',
          options: [
            {
              names: ['-F', '--freq'],
              value: { type: 'integer', min: 1, max: 99, values: ['49'], pattern: '[0-9]+' },
              maxOccurs: 1,
              conflictsWith: ['-g'],
              required: true,
            },
          ],
          operands: 'none',
        },
      ],
      namespaces: [{ names: ['dev-*'], denyOptions: ['-a'], denySubcommands: ['record'], maxDuration: '5m' }],
    },
  ],
  [
    'PowerToolProcessing',
    {
      source: { tool: 'perf' },
      steps: [{ name: 'flame', processor: 'flamegraph' }],
      resources: { limits: { memory: '1Gi' } },
      timeout: '10m',
    },
  ],
];
