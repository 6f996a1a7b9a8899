import { describe, expect, it } from 'vitest';
import type { PowerToolArgumentPolicySpec } from '../kinds/power-tool-argument-policy.ts';
import { checkArguments } from './check-arguments.ts';
import { type CompiledPolicy, compilePolicy } from './compile-policy.ts';
import { makeRequest } from './test-lines.ts';

type OptionPolicy = PowerToolArgumentPolicySpec['subcommands'][number]['options'][number];

function makeSpec(options: readonly OptionPolicy[], maxDuration = '20m'): PowerToolArgumentPolicySpec {
  return { tool: 'perf', maxDuration, subcommands: [{ name: 'record', options: [...options] }] };
}

function compileReady(spec: PowerToolArgumentPolicySpec): CompiledPolicy {
  const compiled = compilePolicy(spec);
  if (compiled.kind === 'rejected') throw new Error(compiled.faults.join(', '));
  return compiled.policy;
}

const narrow = makeSpec([
  { names: ['-F', '--freq'], value: { min: 10, max: 199 }, required: false },
  { names: ['--all-cpus'], required: false },
  { names: ['-e'], value: { values: ['cpu-clock', 'cs'] }, required: true },
  { names: ['--call-graph'], value: { values: ['fp'] }, required: false },
]);

describe('a policy', () => {
  it.each([
    ['record -a -e cpu-clock', 'record -F 99 -e cpu-clock -a'],
    ['record -F 199 --all-cpus -e context-switches:u', 'record -F 199 -e context-switches:u -a'],
    ['record -a -e cs --call-graph fp', 'record -F 99 -e context-switches -a --call-graph fp'],
  ])('allows "%s"', (line, argv) => {
    const verdict = checkArguments(makeRequest('perf', line.split(' ')), compileReady(narrow));
    expect(verdict).toMatchObject({
      kind: 'allowed',
      argv: [...argv.split(' '), '--sample-cpu', '-o', '{out:profile}'],
    });
  });

  it.each([
    ['record -a -e cycles', 'value', 4],
    ['record -F 200 -a -e cs', 'value', 3],
    ['record -F 9 -a -e cs', 'value', 3],
    ['record -a -g -e cs', 'policy', 3],
    ['record -ag -e cs', 'policy', 2],
    ['record -a -o x -e cs', 'option', 3],
    ['record -a', 'required', 0],
    ['record -a -e cs --call-graph dwarf', 'value', 6],
  ])('refuses "%s" by rule %s', (line, rule, position) => {
    const verdict = checkArguments(makeRequest('perf', line.split(' ')), compileReady(narrow));
    expect(verdict).toMatchObject({ kind: 'refused', rule, position });
  });

  it('does not bind what the config has locked', () => {
    const verdict = checkArguments(
      makeRequest('perf', ['record', '-a'], ['-g', '-e', 'cycles']),
      compileReady(narrow),
    );
    expect(verdict).toMatchObject({ kind: 'allowed' });
  });

  it('that leaves no room for a default asks for the option', () => {
    const policy = compileReady(
      makeSpec([
        { names: ['-F'], value: { max: 49 }, required: false },
        { names: ['-a'], required: false },
      ]),
    );
    expect(checkArguments(makeRequest('perf', ['record', '-a']), policy)).toMatchObject({ rule: 'required' });
    expect(checkArguments(makeRequest('perf', ['record', '-a', '-F', '49']), policy)).toMatchObject({
      kind: 'allowed',
    });
  });

  it('bounds the duration', () => {
    const policy = compileReady(makeSpec([{ names: ['-a'], required: false }], '599s'));
    expect(checkArguments(makeRequest('perf', ['record', '-a']), policy)).toMatchObject({ rule: 'duration' });
  });

  it('of another tool allows nothing', () => {
    expect(checkArguments(makeRequest('node-snapshot', []), compileReady(narrow))).toMatchObject({
      rule: 'policy',
    });
    const other = compileReady({ tool: 'node-snapshot', subcommands: [{ name: '', options: [] }] });
    expect(checkArguments(makeRequest('perf', ['record', '-a']), other)).toMatchObject({ rule: 'policy' });
    const namesake = { ...compileReady(makeSpec([{ names: ['-a'], required: false }])), tool: 'aperf' };
    expect(checkArguments(makeRequest('perf', ['record', '-a']), namesake)).toMatchObject({ rule: 'policy' });
  });
});

describe('a policy that asks for more than the baseline', () => {
  it.each<[OptionPolicy, string]>([
    [{ names: ['-o'], required: false }, '"-o"'],
    [{ names: ['-F', '-a'], required: false }, '"-F, -a"'],
    [{ names: ['-F'], value: { max: 5000 }, required: false }, '1 to 999'],
    [{ names: ['-F'], value: { min: 50, max: 20 }, required: false }, '50 to 20'],
    [{ names: ['-F'], value: { values: ['99'] }, required: false }, 'min and max'],
    [{ names: ['-a'], value: { max: 1 }, required: false }, 'flag'],
    [{ names: ['-e'], value: { values: ['cycles', 'syscalls:*'] }, required: false }, '"syscalls:*"'],
    [{ names: ['-e'], value: { max: 1 }, required: false }, 'not min or max'],
    [{ names: ['--call-graph'], value: { max: 65_528 }, required: false }, '1024 to 16384'],
    [{ names: ['--call-graph'], value: { values: ['no'] }, required: false }, '"no"'],
    [{ names: ['-p'], value: { values: ['1'] }, required: false }, 'cannot narrow'],
  ])('%j is rejected with a fault that names it', (option, fault) => {
    expect(compilePolicy(makeSpec([option]))).toEqual({
      kind: 'rejected',
      faults: [expect.stringContaining(fault)],
    });
  });

  it('lists every fault', () => {
    const spec: PowerToolArgumentPolicySpec = {
      tool: 'perf',
      maxDuration: 'soon',
      subcommands: [
        { name: 'lock', options: [] },
        {
          name: 'record',
          options: [
            { names: ['-o'], required: false },
            { names: ['-Z'], required: false },
          ],
        },
      ],
    };
    expect(compilePolicy(spec)).toMatchObject({
      kind: 'rejected',
      faults: [
        expect.stringContaining('"soon"'),
        expect.stringContaining('"lock"'),
        expect.stringContaining('"-o"'),
        expect.stringContaining('"-Z"'),
      ],
    });
  });

  it('is rejected for an unknown tool', () => {
    expect(compilePolicy({ tool: 'constructor', subcommands: [] }).kind).toBe('rejected');
  });
});

it('the digest follows what a policy says', () => {
  const digest = compileReady(narrow).digest;
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(compileReady(structuredClone(narrow)).digest).toBe(digest);
  expect(compileReady(makeSpec([{ names: ['-a'], required: false }])).digest).not.toBe(digest);
});
