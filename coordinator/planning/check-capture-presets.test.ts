import { describe, expect, it } from 'vitest';
import { check, outcome, policy } from './check-capture.fixture.ts';

describe('a preset', () => {
  it.each([
    ['low', 'record -F 19 -a -g'],
    ['medium', 'record -F 49 -a -g'],
    ['high', 'record -F 99 -a -g'],
  ])('%s of the default config adds its frequency', (resolutionPreset, line) => {
    const checked = check('-a -g', { resolutionPreset }, {});
    expect(outcome(checked)).toBe(line);
    expect(checked).toMatchObject({ command: { lockedArgs: [], args: expect.arrayContaining(['-F']) } });
  });

  it('goes before operands', () => {
    expect(check('-a -- sleep 5', { resolutionPreset: 'low' }, {})).toMatchObject({
      kind: 'valid',
      argv: ['record', '-F', '19', '-a', '--sample-cpu', '-o', '{out:profile}', '--', '/bin/sleep', '5'],
    });
  });

  it.each(['-a -F 99', '-a --freq=49', '-F99 -a'])('is refused beside "%s", which sets the same', (line) => {
    expect(outcome(check(line, { resolutionPreset: 'low' }, {}))).toMatch(
      /^spec\.tool\.resolutionPreset: "low" adds -F 19, which argument \d ".*" sets as well: leave one of the two out$/,
    );
  });

  it('is refused beside what may stand several times', () => {
    const record = { presets: { high: ['-e', 'cycles'] } };
    expect(outcome(check('-a -e cs', { resolutionPreset: 'high' }, { record }))).toContain('sets as well');
    expect(outcome(check('-a', { resolutionPreset: 'high' }, { record }))).toBe('record -F 99 -e cycles -a');
  });

  it('that the config has not is refused with those that it has', () => {
    const record = { presets: { low: ['-F', '19'] } };
    const fault = 'spec.tool.resolutionPreset: "perf record" has no preset "high"';
    expect(outcome(check('-a', { resolutionPreset: 'high' }, { record }))).toBe(`${fault}: use low`);
    const none = { record: { presets: {} } };
    expect(outcome(check('-a', { resolutionPreset: 'high' }, none))).toBe(
      `${fault}: leave it out, there are none`,
    );
  });

  it('may bring what is required, and is bound by the policy', () => {
    const record = { presets: { low: ['-a'], high: ['-a', '-F', '199'] } };
    const world = { record, policy: policy() };
    expect(outcome(check('-g', { resolutionPreset: 'low' }, world))).toBe('record -F 99 -a -g');
    expect(outcome(check('-g', { resolutionPreset: 'high' }, world))).toBe(
      'spec.tool.resolutionPreset: "high" adds -a -F 199: Cannot run "perf record": argument 4 "199" is not a value of -F: allowed is a whole number from 1 to 99',
    );
    expect(outcome(check('-g', { resolutionPreset: 'low' }, { ...world, namespace: 'dev-x' }))).toContain(
      'is taken away by the argument policy',
    );
  });

  it('does not hide what is wrong with the rest, whose places stay as they were written', () => {
    expect(outcome(check('-a -o x', { resolutionPreset: 'low' }, {}))).toMatch(
      /^spec\.tool\.args: Cannot run "perf record": argument 3 "-o" has no place/,
    );
  });
});
