import { describe, expect, it } from 'vitest';
import type { PolicyRules } from '../kinds/power-tool-argument-policy.ts';
import { checkArguments } from './check-arguments.ts';
import { type CompiledPolicy, compilePolicy } from './compile-policy.ts';
import { makeRequest } from './test-lines.ts';

type OptionPolicy = PolicyRules['subcommands'][number]['options'][number];

function makeSpec(options: readonly OptionPolicy[], maxDuration = '20m'): PolicyRules {
  return { tool: 'perf', maxDuration, subcommands: [{ name: 'record', options: [...options] }] };
}

function compileReady(spec: PolicyRules): CompiledPolicy {
  const compiled = compilePolicy(spec);
  if (compiled.kind === 'rejected') throw new Error(compiled.faults.join(', '));
  return compiled.policy;
}

/** What becomes of a line of `perf record`: its argv without what is injected, or the rule that refused it. */
function judge(line: string, policy: CompiledPolicy): string {
  const verdict = checkArguments(makeRequest('perf', line.split(' ')), policy);
  return verdict.kind === 'refused' ? verdict.rule : verdict.canonicalArgs.join(' ');
}

const all: OptionPolicy = { names: ['-a'], required: false };

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
    const request = makeRequest('perf', ['record', '-a'], ['-g', '-e', 'cycles', '-e', 'faults']);
    expect(checkArguments(request, compileReady(narrow))).toMatchObject({ kind: 'allowed' });
  });

  it('that leaves no room for a default asks for the option', () => {
    const policy = compileReady(makeSpec([{ names: ['-F'], value: { max: 49 }, required: false }, all]));
    expect(judge('record -a', policy)).toBe('required');
    expect(judge('record -a -F 49', policy)).toBe('record -F 49 -a');
  });

  it('bounds the duration', () => {
    expect(judge('record -a', compileReady(makeSpec([all], '599s')))).toBe('duration');
  });

  it('of another tool allows nothing', () => {
    expect(checkArguments(makeRequest('node-snapshot', []), compileReady(narrow))).toMatchObject({
      rule: 'policy',
    });
    const other = compileReady({ tool: 'node-snapshot', subcommands: [{ name: '', options: [] }] });
    expect(checkArguments(makeRequest('perf', ['record', '-a']), other)).toMatchObject({ rule: 'policy' });
    const namesake = { ...compileReady(makeSpec([all])), tool: 'aperf' };
    expect(checkArguments(makeRequest('perf', ['record', '-a']), namesake)).toMatchObject({ rule: 'policy' });
  });

  it('says how often an option may stand', () => {
    const events = { names: ['-e'], required: false };
    const [once, open] = [makeSpec([all, { ...events, maxOccurs: 1 }]), makeSpec([all, events])];
    expect(judge('record -a -e cs -e faults', compileReady(once))).toBe('repeat');
    expect(judge('record -a -e cs,faults', compileReady(once))).toBe(
      'record -e context-switches,page-faults -a',
    );
    expect(judge('record -a -e cs -e faults', compileReady(open))).toBe(
      'record -e context-switches -e page-faults -a',
    );
  });

  it('keeps options apart that the baseline lets stand together, whichever of the two names the other', () => {
    const graphs = { names: ['-g'], required: false, conflictsWith: ['--all-cpus'] };
    const policy = compileReady(makeSpec([all, graphs, { names: ['-C'], required: false }]));
    expect(judge('record -a -g', policy)).toBe('conflict');
    expect(judge('record -g -a', policy)).toBe('conflict');
    expect(judge('record -g -C 0', policy)).toBe('record -C 0 -g');
  });

  it('keeps apart what the config has locked and what a person adds', () => {
    const graphs = { names: ['-g'], required: false, conflictsWith: ['-i'] };
    const policy = compileReady(makeSpec([all, graphs]));
    const request = makeRequest('perf', ['record', '-a', '-g'], ['-i']);
    expect(checkArguments(request, policy)).toMatchObject({ rule: 'conflict', position: 3 });
    expect(checkArguments(request)).toMatchObject({ kind: 'allowed' });
  });

  it('takes operands away', () => {
    const spec: PolicyRules = {
      tool: 'perf',
      subcommands: [{ name: 'record', options: [all], operands: 'none' }],
    };
    expect(judge('record -a -- sleep 5', compileReady(spec))).toBe('operand');
    expect(judge('record -a', compileReady(spec))).toBe('record -a');
    const kept = { ...spec, subcommands: [{ name: 'record', options: [all], operands: 'durationSleep' }] };
    expect(judge('record -a -- sleep 5', compileReady(kept))).toBe('record -a -- sleep 5');
  });

  it.each([
    ['sched:.*', 'sched:sched_switch', 'cycles'],
    ['cycles|instructions', 'cpu-cycles', 'ref-cycles'],
    ['[a-z-]*-misses', 'branch-misses', 'branches'],
    ['(?i)CS|CONTEXT-SWITCHES', 'cs', 'cpu-clock'],
  ])('by the pattern %s allows %s and not %s', (pattern, allowed, refused) => {
    const policy = compileReady(makeSpec([all, { names: ['-e'], value: { pattern }, required: false }]));
    expect(judge(`record -a -e ${allowed}`, policy)).toContain('record ');
    expect(judge(`record -a -e ${refused}`, policy)).toBe('value');
    expect(judge(`record -a -e ${allowed},${refused}`, policy)).toBe('value');
  });

  it('holds a value to its pattern and its list alike', () => {
    const value = { type: 'events', values: ['cycles', 'cs'], pattern: 'c.*s' };
    const policy = compileReady(makeSpec([all, { names: ['-e'], value, required: false }]));
    expect(judge('record -a -e cycles', policy)).toBe('record -e cycles -a');
    expect(judge('record -a -e cache-misses', policy)).toBe('value');
  });
});

it('the digest follows what a policy says', () => {
  const { digest } = compileReady(narrow);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(compileReady(structuredClone(narrow)).digest).toBe(digest);
  const others = [makeSpec([all]), { ...narrow, namespaces: [{ names: ['dev'], denyOptions: ['-a'] }] }];
  for (const other of others) expect(compileReady(other).digest).not.toBe(digest);
});

it('an option that cannot be had is named beside its fault', () => {
  const compiled = compilePolicy(
    makeSpec([
      { names: ['-o', '--output'], required: false },
      { names: ['-F'], value: { max: 5000 }, required: false },
    ]),
  );
  expect(compiled).toMatchObject({
    details: [
      { kind: 'outside', path: 'spec.subcommands[0].options[0]', option: 'record: -o, --output' },
      { kind: 'outside', path: 'spec.subcommands[0].options[1].value.max', option: 'record: -F' },
    ],
  });
});

it('what nothing could satisfy is told from what is outside the baseline', () => {
  const apart = makeSpec([
    { ...all, required: true },
    { names: ['-p'], required: true },
  ]);
  const compiled = compilePolicy(apart);
  const kinds = compiled.kind === 'rejected' ? compiled.details.map(({ kind }) => kind) : [];
  expect(kinds).toEqual(['contradiction', 'contradiction']);
});
