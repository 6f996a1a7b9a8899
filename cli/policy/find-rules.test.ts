import { describe, expect, it } from 'vitest';
import { findPolicyFaults, findRules } from './find-rules.ts';
import { placeFault } from './place-fault.ts';
import { configText, documentsOf, policyText } from './policies.fixture.ts';
import { showFault } from './policy-documents.ts';

/** The name of the policy that binds perf, or the faults because of which that cannot be told. */
function bindingOf(...texts: readonly string[]): string | undefined | readonly string[] {
  const documents = documentsOf(...texts);
  expect(documents.faults).toEqual([]);
  const found = findRules(documents, { tool: 'perf', namespace: 'shop' });
  return found.kind === 'faulty' ? found.faults.map(showFault) : found.rules.policy?.name;
}

const narrow = policyText('narrow', ['{names: [-a]}']);
const wide = policyText('wide', ['{names: [-a]}', '{names: [-g]}']);
const ownName = policyText('perf', ['{names: [-a]}']);

describe('the policy of a tool', () => {
  it('is the one that its config names', () => {
    expect(bindingOf(narrow, wide, configText('perf', { policy: 'wide' }))).toBe('wide');
  });

  it('is none where its config names none', () => {
    expect(bindingOf(narrow, ownName, configText('perf'))).toBeUndefined();
  });

  it('is the built-in one of the name where the files have none', () => {
    expect(bindingOf(narrow, configText('perf', { policy: 'perf' }))).toBe('perf');
  });

  it('without a config is the one that is for the tool', () => {
    expect(bindingOf(narrow, policyText('other', [], { tool: 'aperf' }))).toBe('narrow');
    expect(bindingOf(policyText('other', [], { tool: 'aperf' }))).toBeUndefined();
  });

  it('without a config is the one of its name where several are for the tool', () => {
    expect(bindingOf(narrow, ownName)).toBe('perf');
    expect(bindingOf(narrow, wide)).toEqual([
      expect.stringMatching(
        /^a\.yaml:13: metadata\.name: "narrow" \(a\.yaml:1\) and "wide" are both for perf: /,
      ),
    ]);
  });

  it.each([
    [{ policy: 'gone' }, 'a.yaml:5: spec.argumentPolicy: "gone" is not there'],
    [{ policy: 'aperf' }, 'a.yaml:5: spec.argumentPolicy: "aperf" is for tool "aperf"'],
  ])('cannot be told where the config has %j', (config, fault) => {
    expect(bindingOf(configText('perf', config))).toEqual([expect.stringContaining(fault)]);
  });

  it('cannot be used where it asks for more than the baseline has', () => {
    const faults = bindingOf(policyText('narrow', ['{names: [-o]}', '{names: [-F], value: {max: 5000}}']));
    expect(faults).toHaveLength(2);
    for (const fault of faults ?? []) expect(fault).toMatch(/^a\.yaml:[0-9]+: /);
  });
});

it('a policy tells all in which it is wider than the baseline', () => {
  const [policy] = documentsOf(policyText('narrow', ['{names: [-o]}', '{names: [-Z]}'])).policies;
  const faults = policy === undefined ? [] : findPolicyFaults(policy).map(showFault);
  expect(faults).toEqual([expect.stringContaining('"-o'), expect.stringContaining('"-Z')]);
});

it.each([
  ['spec.subcommands[0].options[1].value.max: is too much', 'a.yaml:10: '],
  ['spec.subcommands[0].options[1].nothing: is too much', 'a.yaml:10: '],
  ['spec.tool: is unknown: use another', 'a.yaml:5: '],
  ['option "-o" is not one of spec.tool: x', 'a.yaml:1: '],
])('a fault that says "%s" is at %s', (text, place) => {
  const options = ['{names: [-a]}', '{names: [-F], value: {max: 5}}'];
  const [policy] = documentsOf(policyText('narrow', options)).policies;
  const shown = policy === undefined ? '' : showFault(placeFault(policy, text));
  expect(shown).toBe(`${place}${text}`);
});
