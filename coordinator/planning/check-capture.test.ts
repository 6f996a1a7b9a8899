import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../shared/arguments/compile-policy.ts';
import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import type { PowerToolConfigSpec } from '../../shared/kinds/power-tool-config.ts';
import { validateSpec } from '../../shared/kinds/validate-spec.ts';
import { checkCapture } from './check-capture.ts';

const names = { runUid: 'run-1', namespace: 'default', name: 'x' };

function spec(changes: { tool?: object; output?: object; budgets?: object } = {}): PowerToolSpec {
  const valid = validateSpec('PowerTool', {
    tool: { name: 'perf', args: ['record', '-F', '99', '-a', '-g'], duration: '10s', ...changes.tool },
    targets: { allNodes: true },
    output: { ...changes.output },
    budgets: { ...changes.budgets },
  });
  if (valid.kind === 'invalid') throw new Error(JSON.stringify(valid.faults));
  return valid.spec;
}

function config(changes: Partial<PowerToolConfigSpec> = {}): PowerToolConfigSpec {
  const valid = validateSpec('PowerToolConfig', { ...defaultConfigs.get('perf'), ...changes });
  if (valid.kind === 'invalid') throw new Error(JSON.stringify(valid.faults));
  return valid.spec;
}

const rules = (changes: Partial<PowerToolConfigSpec> = {}) => ({
  config: config(changes),
  cuts: [],
  configDigest: 'c',
  policy: undefined,
  policyDigest: '',
  documents: [],
});

describe('checkCapture', () => {
  it('makes the command that all nodes share', () => {
    const checked = checkCapture(spec(), rules(), names);
    expect(checked).toMatchObject({
      kind: 'valid',
      command: {
        tool: 'perf',
        args: ['record', '-F', '99', '-a', '-g'],
        durationMs: 10_000,
        graceMs: 30_000,
        caps: {
          cpuPercent: 100,
          memoryBytes: 512 * 2 ** 20,
          memoryRequestBytes: 64 * 2 ** 20,
          pids: 64,
          outputBytes: 4 * 2 ** 30,
        },
      },
    });
  });

  it('lowers the caps as the capture asks', () => {
    const checked = checkCapture(
      spec({ tool: { maxCPUPercent: 25 }, output: { maxBytesPerNode: '1Gi' } }),
      rules(),
      names,
    );
    expect(checked).toMatchObject({ command: { caps: { cpuPercent: 25, outputBytes: 2 ** 30 } } });
  });

  it('passes on what ends a run because of its cost, and nothing where nobody asked', () => {
    expect(checkCapture(spec(), rules(), names)).toMatchObject({
      command: { overheadPercent: 0, abortOnPressure: undefined },
    });
    const budgets = { perNodeOverheadPercent: 30, abortOnPressure: { memory: 10 } };
    expect(checkCapture(spec({ budgets }), rules(), names)).toMatchObject({
      command: { overheadPercent: 30, abortOnPressure: { cpu: 0, memory: 10, io: 0 } },
    });
  });

  it('refuses bounds on the cost of what runs inside the agent, each by its field', () => {
    const builtin = validateSpec('PowerToolConfig', defaultConfigs.get('node-snapshot'));
    if (builtin.kind === 'invalid') throw new Error(JSON.stringify(builtin.faults));
    const tool = { name: 'node-snapshot', args: [] };
    const within = { ...rules(), config: builtin.spec };
    const budgets = { perNodeOverheadPercent: 30, abortOnPressure: { cpu: 10 } };
    const checked = checkCapture(spec({ tool: { ...tool, maxCPUPercent: 5 }, budgets }), within, names);
    const why = 'cannot be held for "node-snapshot"';
    expect(checked).toMatchObject({
      kind: 'invalid',
      faults: [
        expect.stringContaining(`spec.tool.maxCPUPercent: ${why}`),
        expect.stringContaining(`spec.budgets.perNodeOverheadPercent: ${why}`),
        expect.stringContaining(`spec.budgets.abortOnPressure: ${why}`),
      ],
    });
    expect(checkCapture(spec({ tool }), within, names).kind).toBe('valid');
  });

  it('passes the memory request on, never above the memory limit', () => {
    const { requests, limits } = config().resources;
    const ask = (memory: string) =>
      checkCapture(
        spec(),
        { ...rules(), config: { ...config(), resources: { limits, requests: { ...requests, memory } } } },
        names,
      );
    expect(ask('100Mi')).toMatchObject({ command: { caps: { memoryRequestBytes: 100 * 2 ** 20 } } });
    expect(ask('8Gi')).toMatchObject({ command: { caps: { memoryRequestBytes: 512 * 2 ** 20 } } });
  });

  it.each([1, 2])('passes on that %i runs of the tool may be under way on a node', (concurrentPerNode) => {
    const limits = { ...config().limits, concurrentPerNode };
    expect(checkCapture(spec(), rules({ limits }), names)).toMatchObject({ command: { concurrentPerNode } });
  });

  it('lists every fault at once', () => {
    const wrong = spec({
      tool: { args: ['record', '-a', '-o', '/etc/passwd'], duration: '2h', maxCPUPercent: 400 },
      output: { maxBytesPerNode: '8Gi' },
    });
    const checked = checkCapture(wrong, rules(), names);
    if (checked.kind !== 'invalid') throw new Error('accepted');
    expect(checked.faults).toHaveLength(4);
    expect(checked.faults.join('\n')).toContain('"2h" is above the limit of "1h"');
    expect(checked.faults.join('\n')).toContain('400 is above the limit of 100');
    expect(checked.faults.join('\n')).toContain('"8Gi" is above the limit of "4Gi"');
    expect(checked.faults.join('\n')).toContain('-o');
  });

  it('holds the duration to the policy as well, and goes on to the arguments', () => {
    const policy = compilePolicy({
      tool: 'perf',
      maxDuration: '1m',
      subcommands: [{ name: 'record', options: [{ names: ['-a'], required: false }] }],
    });
    if (policy.kind === 'rejected') throw new Error(policy.faults.join());
    const checked = checkCapture(
      spec({ tool: { duration: '2m' } }),
      {
        ...rules(),
        policy: {
          name: 'perf',
          enforcement: 'Enforce',
          compiled: policy.policy,
          document: { digest: '', spec: '' },
        },
      },
      names,
    );
    expect(checked).toEqual({
      kind: 'invalid',
      faults: [
        'spec.tool.duration: "2m" is above the limit of "1m" that the argument policy of "perf" sets',
        expect.stringContaining('spec.tool.args: ') as unknown,
      ],
    });
  });

  it('adds the locked arguments of the config and refuses to repeat them', () => {
    const base = config();
    const subcommands = base.subcommands.map((each) => ({ ...each, defaultArgs: ['-F', '49'] }));
    const locked = rules({ subcommands });
    expect(checkCapture(spec({ tool: { args: ['record', '-a'] } }), locked, names)).toMatchObject({
      kind: 'valid',
      command: { lockedArgs: ['-F', '49'], args: ['record', '-a'] },
    });
    expect(checkCapture(spec(), locked, names).kind).toBe('invalid');
  });
});
