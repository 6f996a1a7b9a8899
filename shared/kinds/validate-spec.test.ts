import { expect, test } from 'vitest';
import { validateSpec } from './validate-spec.ts';

const input = { tool: { name: 'perf', duration: '30s' }, targets: { allNodes: true } };

test('fills in every default and leaves the input as it is', () => {
  const before = structuredClone(input);
  expect(validateSpec('PowerTool', input)).toEqual({
    kind: 'valid',
    spec: {
      tool: { name: 'perf', args: [], duration: '30s', warmup: '0s' },
      targets: { allNodes: true, waitFor: '0s' },
      start: { leadTime: '3s', startDeadline: '0s' },
      output: {
        mode: 'store',
        rollingInterval: '0s',
        compression: 'zstd',
        maxUploadRate: '50M',
        uploadDeadline: '30m',
        retention: '7d',
        deletionPolicy: 'Retain',
      },
      budgets: {
        maxConcurrentNodes: 0,
        maxPercentOfFleet: 100,
        perNodeOverheadPercent: 0,
        maxTotalBytes: '100Gi',
      },
      failurePolicy: {
        onError: 'Continue',
        minSuccessPercent: 100,
        retries: 1,
        backoff: { initial: '5s', max: '1m', multiplier: 2 },
      },
      schedule: '',
      timeZone: '',
      concurrencyPolicy: 'Forbid',
      suspend: false,
      successfulRunsHistoryLimit: 3,
      failedRunsHistoryLimit: 3,
      stop: false,
      processing: [],
      reason: '',
    },
  });
  expect(input).toEqual(before);
});

test('two specs share no default', () => {
  const [first, second] = [validateSpec('PowerTool', input), validateSpec('PowerTool', input)];
  if (first.kind !== 'valid' || second.kind !== 'valid') throw new Error('the input is valid');
  expect(first.spec.tool.args).not.toBe(second.spec.tool.args);
});

test('a faulty spec does not spoil the next', () => {
  expect(validateSpec('PowerTool', {})).toMatchObject({ kind: 'invalid' });
  expect(validateSpec('PowerTool', input)).toMatchObject({ kind: 'valid' });
});

test.each([undefined, null, 'text', 7, []])('%j is no spec', (value) => {
  const validated = validateSpec('PowerTool', value);
  expect(validated).toMatchObject({ kind: 'invalid', faults: [{ path: 'spec' }] });
});

test.each([
  ['5s', 'valid'],
  ['24h', 'valid'],
  ['1d', 'valid'],
  ['4999ms', 'invalid'],
  ['24h1ms', 'invalid'],
])('a duration of %s is %s', (duration, kind) => {
  expect(validateSpec('PowerTool', { ...input, tool: { name: 'perf', duration } }).kind).toBe(kind);
});
