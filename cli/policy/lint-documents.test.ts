import { describe, expect, it } from 'vitest';
import { checkConfig } from './check-config.ts';
import { findIdleOverlays } from './find-idle-overlays.ts';
import { haveCommonText, matchesSomeNamespace } from './globs.ts';
import { lintDocuments } from './lint-documents.ts';
import { configText, documentsOf, policyText } from './policies.fixture.ts';
import { type PlacedConfig, showFault } from './policy-documents.ts';
import { renderFindings } from './render-findings.ts';

function lint(...texts: readonly string[]): readonly string[] {
  const documents = documentsOf(...texts);
  expect(documents.faults).toEqual([]);
  return renderFindings(lintDocuments(documents), undefined).split('\n').slice(0, -1);
}

const narrow = policyText('narrow', ['{names: [-a]}']);

describe('policies and configs without a finding', () => {
  it.each([
    [[narrow, configText('perf', { policy: 'narrow' })]],
    [[policyText('perf', ['{names: [-a]}'])]],
    [[configText('perf', { policy: 'perf', defaultArgs: '[-F, "49", --call-graph, fp]' })]],
    [[configText('tcpdump', { subcommand: '', defaultArgs: '[-i, eth0]' })]],
    [[configText('asprof', { subcommand: '', defaultArgs: '[-d, "30"]' })]],
    [[configText('jcmd', { subcommand: '' })]],
    [[configText('bpftrace', { subcommand: '' })]],
    [[configText('perf', { subcommand: 'sched record' })]],
  ])('are %#', (texts) => {
    expect(lint(...texts)).toEqual([]);
  });
});

describe('a fault', () => {
  it.each([
    [policyText('perf', ['{names: [-o]}']), 'a.yaml:', '"-o'],
    [policyText('x', [], { tool: 'nope' }), 'a.yaml:', '"nope"'],
    [configText('nope'), 'a.yaml:3: fault: metadata.name: no agent has a tool "nope": ', 'perf'],
    [
      configText('perf', { subcommand: 'lock' }),
      'a.yaml:6: fault: spec.subcommands[0].name: perf has no subcommand "lock"',
      '"sched record"',
    ],
    [
      configText('perf', { defaultArgs: '[-a, -o, /x]' }),
      'a.yaml:7: fault: spec.subcommands[0].defaultArgs: ',
      '"-o" has no place',
    ],
    [configText('perf', { defaultArgs: '[-a, -p, "12"]' }), 'a.yaml:7: fault: ', 'cannot stand beside'],
    [configText('perf', { defaultArgs: '[sleep, "5"]' }), 'a.yaml:7: fault: ', 'a config locks options only'],
    [configText('jcmd', { subcommand: '', defaultArgs: '[VM.flags]' }), 'a.yaml:7: fault: ', 'is no option'],
    [
      configText('perf', { policy: 'aperf' }),
      'a.yaml:5: fault: spec.argumentPolicy: "aperf" is for tool "aperf"',
      '"perf"',
    ],
  ])('of %j is told at its place', (text, place, what) => {
    const [first, ...others] = lint(text).filter((line) => line.includes(': fault: '));
    expect(first?.startsWith(place)).toBe(true);
    expect(first).toContain(what);
    expect(others).toEqual([]);
  });
});

describe('a policy without effect', () => {
  const named = configText('perf', { policy: 'narrow' });
  it.each([
    [[narrow], 'no config names it'],
    [[narrow, configText('perf')], 'the config of perf (a.yaml:11) names none'],
    [[policyText('perf', ['{names: [-a]}']), narrow, named], 'names narrow'],
  ])('is told of in %j', (texts, why) => {
    const warnings = lint(...texts);
    expect(warnings).toEqual([
      expect.stringMatching(/^a\.yaml:3: warning: metadata\.name: .* has no effect: /),
    ]);
    expect(warnings[0]).toContain(why);
  });

  it('for another tool than that of the config that names it is a fault of the config too', () => {
    const other = policyText('narrow', ['{names: [-r]}'], { tool: 'aperf' });
    expect(lint(other, named)).toEqual([
      expect.stringMatching(
        /^a\.yaml:3: warning: .*it is for aperf, and the config that names it is that of perf/,
      ),
      expect.stringMatching(/^a\.yaml:15: fault: spec\.argumentPolicy: "narrow" is for tool "aperf"/),
    ]);
  });

  it('that is not in the files is warned of, since it may be in the cluster', () => {
    expect(lint(configText('perf', { policy: 'elsewhere' }))).toEqual([
      expect.stringMatching(/^a\.yaml:5: warning: spec\.argumentPolicy: "elsewhere" is not in these files: /),
    ]);
  });
});

describe('a preset', () => {
  const config = ((): PlacedConfig => {
    const [placed] = documentsOf(configText('perf', { defaultArgs: '[-F, "49"]' })).configs;
    if (placed === undefined) throw new Error('there is one');
    return placed;
  })();
  const check = (presets: object): readonly string[] => {
    const subcommands = config.spec.subcommands.map((subcommand) => ({ ...subcommand, presets }));
    return checkConfig({ ...config, spec: { ...config.spec, subcommands } }, undefined).map(showFault);
  };

  it('may add options that are not locked', () => {
    expect(check({ low: ['-e', 'cpu-clock'], high: ['--call-graph', 'dwarf'] })).toEqual([]);
  });

  it.each([
    [['-F', '99'], 'which the config has locked'],
    [['-e', 'nope'], 'is not a value of -e'],
    [['-a', '--', 'sleep', '5'], 'a config locks options only'],
    [['-a', '-a'], 'repeats -a'],
  ])('of %j is a fault', (high, why) => {
    expect(check({ low: ['-a'], high })).toEqual([
      expect.stringMatching(/^a\.yaml:[67]: spec\.subcommands\[0\]\.presets\.high: /),
    ]);
    expect(check({ high })[0]).toContain(why);
  });
});

interface Overlay {
  names: string[];
  denyOptions?: string[];
  denySubcommands?: string[];
  maxDuration?: string;
}

describe('an overlay', () => {
  const check = (overlay: Overlay, allowed: readonly string[] = []): readonly string[] => {
    const [policy] = documentsOf(
      policyText('perf', ['{names: [-a]}'], { more: '  maxDuration: 5m\n' }),
    ).policies;
    if (policy === undefined) throw new Error('there is one');
    const spec = { ...policy.spec, namespaces: [overlay] };
    return findIdleOverlays({ ...policy, spec }, allowed).map(({ message }) => message);
  };

  it.each<[Overlay, readonly string[]]>([
    [{ names: ['dev-*'], denyOptions: ['-a'] }, []],
    [{ names: ['dev-*'], denyOptions: ['--all-cpus'] }, []],
    [{ names: ['dev-*'], denySubcommands: ['record'] }, []],
    [{ names: ['dev-*'], maxDuration: '1m' }, []],
    [{ names: ['*-dev'], denyOptions: ['-a'] }, ['dev-*']],
  ])('%j for namespaces %j takes something away', (overlay, allowed) => {
    expect(check(overlay, allowed)).toEqual([]);
  });

  it.each<[Overlay, readonly string[], string]>([
    [{ names: ['dev-'], denyOptions: ['-a'] }, [], 'names[0]: "dev-" cannot match: no namespace'],
    [
      { names: ['x', 'dev-*'], denyOptions: ['-a'] },
      ['prod-*', 'x'],
      'names[1]: "dev-*" cannot match: the config',
    ],
    [{ names: ['dev-*'], denyOptions: ['-g'] }, [], 'takes nothing away'],
    [{ names: ['dev-*'], denySubcommands: ['stat'] }, [], 'takes nothing away'],
    [{ names: ['dev-*'], maxDuration: '5m' }, [], 'takes nothing away'],
    [{ names: ['dev-*'] }, [], 'takes nothing away'],
  ])('%j for namespaces %j is told of', (overlay, allowed, what) => {
    expect(check(overlay, allowed)).toEqual([expect.stringContaining(what)]);
  });
});

describe('a glob', () => {
  it.each([
    ['dev', true],
    ['*', true],
    ['a*b-*', true],
    ['dev-', false],
    ['-x*', false],
    ['Dev*', false],
    ['', false],
    ['a'.repeat(64), false],
    [`${'a'.repeat(64)}*`, false],
  ])('"%s" matches some namespace: %s', (glob, matches) => {
    expect(matchesSomeNamespace(glob)).toBe(matches);
  });

  it.each([
    ['dev', 'dev', true],
    ['dev', 'prod', false],
    ['dev-*', 'dev', false],
    ['dev*', 'dev', true],
    ['dev-*', '*-eu', true],
    ['dev-*', 'prod-*', false],
    ['a*b', 'ab*c', false],
    ['a*b', '*a*b*', true],
    ['*', '', true],
    ['**', 'x*', true],
    ['a*c*', '*b*d', true],
    ['a', 'a*a', false],
  ])('"%s" and "%s" have a text in common: %s', (left, right, common) => {
    expect(haveCommonText(left, right)).toBe(common);
    expect(haveCommonText(right, left)).toBe(common);
  });

  it('of many stars takes no time', () => {
    expect(haveCommonText(`${'a*'.repeat(30)}b`, `${'*a'.repeat(30)}c`)).toBe(false);
  });
});
