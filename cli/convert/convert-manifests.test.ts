import { describe, expect, it } from 'vitest';
import { convertManifests } from './convert-manifests.ts';
import { renderDocuments } from './render-documents.ts';
import { renderReport } from './render-report.ts';
import { isTrouble } from './report-line.ts';

const old = `apiVersion: codriverlabs.ai.toe.run/v1alpha1
kind: PowerTool
metadata: {name: cpu, namespace: shop}
spec:
  targets: {labelSelector: {matchLabels: {app: web}}}
  tool:
    name: perf
    args: [record, -g]
    duration: 30s
  output: {mode: collector}
`;
const ours = `# about the nodes
apiVersion: toe.run/v1alpha1
kind: PowerTool
metadata: {name: nodes}
spec: {tool: {name: node-snapshot, duration: 1m}, targets: {allNodes: true}} # all
`;

/** What is written and told of one file, or why it cannot be used. */
function convert(...texts: readonly string[]): {
  readonly output: string;
  readonly report: string;
  readonly isLost: boolean;
} {
  const manifests = texts.map((text, index) => ({ file: `${'abc'[index]}.yaml`, text }));
  const conversion = convertManifests(manifests);
  if (conversion.kind === 'unusable')
    return { output: '', report: conversion.faults.join('\n'), isLost: true };
  const { parts, report } = conversion;
  return {
    output: renderDocuments(parts),
    report: renderReport(report, 1000),
    isLost: report.some(isTrouble),
  };
}

describe('a file', () => {
  it('is told of with the line of each field', () => {
    expect(convert(old).report).toMatch(
      /^a\.yaml:1: apiVersion: changed, now "toe\.run\/v1alpha1"\na\.yaml:2: kind: carried\na\.yaml:3: metadata\.name: carried\n/,
    );
    expect(convert(old).report).toContain('\na.yaml:9: spec.tool.duration: carried: ');
  });

  it('may hold lists, whose objects become documents', () => {
    const list = {
      apiVersion: 'v1',
      kind: 'List',
      metadata: {},
      items: [JSON.parse(JSON.stringify({ x: 1 }))],
    };
    expect(convert(JSON.stringify(list)).report).toContain('nothing of the existing TOE stands in it');
    const items = old.replace(/^/gm, '  ').replace(/^ {2}$/gm, '');
    const { output, report } = convert(`kind: PowerToolList\nitems:\n-${items.slice(1)}`);
    expect(report).toContain('a.yaml:1: kind: note: a list of 1;');
    expect(report).toContain('a.yaml:11: items[0].spec.tool.duration: carried');
    expect(output).toContain('\n  name: cpu\n');
  });

  it('is left as it is where it is not of the existing TOE', () => {
    const { output, report, isLost } = convert(`${old}---\nkind: Pod\napiVersion: v1\n`);
    expect(report).toContain(
      'a.yaml:12: kind: left out: "Pod" is not of the existing TOE: apply it as it is\n',
    );
    expect(output).not.toContain('Pod');
    expect(isLost).toBe(false);
  });

  it('with a Kind of its group that is not known is lost', () => {
    const { report, isLost } = convert(
      `${old}---\nkind: PowerToolReport\napiVersion: codriverlabs.ai.toe.run/v1\n`,
    );
    expect(report).toContain(
      'a.yaml:12: kind: cannot be honoured: "PowerToolReport" of "codriverlabs.ai.toe.run/v1" is not known',
    );
    expect(isLost).toBe(true);
  });

  it('of ours passes through to the letter', () => {
    const { output, report, isLost } = convert(ours);
    expect(output).toBe(`---\n${ours}`);
    expect(report).toBe(
      'a.yaml:2: apiVersion: note: it is toe.run/v1alpha1 already and passes through unchanged\n',
    );
    expect(isLost).toBe(false);
  });

  it('of ours passes through with its faults, which are told', () => {
    const { output, report, isLost } = convert(ours.replace('1m', '1x'));
    expect(output).toContain('duration: 1x');
    expect(report).toContain('a.yaml:5: spec.tool.duration: cannot be honoured: "1x" is not a duration');
    expect(isLost).toBe(true);
  });

  it.each([
    ['that is empty', '', 'a.yaml:1: nothing of the existing TOE stands in it'],
    ['of comments', '# later\n', 'a.yaml:1: nothing of the existing TOE stands in it'],
    ['of other Kinds', 'apiVersion: v1\nkind: Pod\n', 'a.yaml:1: nothing of the existing TOE stands in it'],
    ['of plain text', 'hello\n', 'a.yaml:1: "hello" is not an object: begin with apiVersion'],
    ['that is no YAML', `${old}  - x\n`, 'a.yaml:11: '],
    [
      'with a list of texts',
      'kind: List\nitems: [hello]\n',
      'a.yaml:2: "hello" is not an object: begin with apiVersion',
    ],
  ])('%s cannot be used, nor can those beside it', (_title, text, message) => {
    const { output, report } = convert(text, old);
    expect(report).toContain(message);
    expect(output).toBe('');
  });

  it('is read among others', () => {
    const { output, report } = convert(old, old.replace('name: cpu', 'name: cpu-2'));
    expect(output.match(/^---$/gm)).toHaveLength(2);
    expect(report).toContain('b.yaml:9: spec.tool.duration: carried');
  });
});

describe('two objects of one name', () => {
  it('are told, since the second would take the place of the first', () => {
    const { report, isLost } = convert(old, old);
    expect(report).toContain(
      'b.yaml:3: metadata.name: cannot be honoured: PowerTool "shop/cpu" comes of a.yaml:1 as well: rename or remove one of the two\n',
    );
    expect(isLost).toBe(true);
  });

  it('are told once where a file is given twice', () => {
    const conversion = convertManifests([
      { file: 'a.yaml', text: old },
      { file: 'a.yaml', text: old },
    ]);
    if (conversion.kind === 'unusable') throw new Error(conversion.faults.join('\n'));
    expect(conversion.report.filter(isTrouble).map(({ path }) => path)).toEqual(['metadata.name']);
  });

  it('are told of configs that had other names', () => {
    const config = (name: string): string =>
      `apiVersion: codriverlabs.ai.toe.run/v1alpha1\nkind: PowerToolConfig\nmetadata: {name: ${name}}\nspec: {name: perf, image: toe-perf, securityContext: {}}\n`;
    const { report } = convert(`${config('perf-config')}---\n${config('perf-test-config')}`);
    expect(report).toContain('PowerToolConfig "toe-system/perf" comes of a.yaml:1 as well');
  });
});

describe('a field that the old Kind does not have', () => {
  it.each([
    [
      '    durration: 1m',
      'a.yaml:10: spec.tool.durration: unknown: PowerTool of codriverlabs.ai.toe.run/v1alpha1 has no such field (did you mean "duration"?)',
    ],
    ['    extra: {deep: 1}', 'a.yaml:10: spec.tool.extra: unknown: '],
    ['    __proto__: {a: 1}', 'a.yaml:10: spec.tool.__proto__: unknown: '],
    ['    "a b.c": 1', 'a.yaml:10: spec.tool["a b.c"]: unknown: '],
  ])('such as %j is told', (line, message) => {
    const { output, report, isLost } = convert(
      old.replace('    duration: 30s\n', `    duration: 30s\n${line}\n`),
    );
    expect(report).toContain(message);
    expect(output).toContain(`# - ${message.split(': ')[1]}: unknown: `);
    expect(isLost).toBe(true);
  });

  it('is not taken for one of a name with dots', () => {
    const { report } = convert(old.replace('  output:', '  tool.warmup: 5s\n  output:'));
    expect(report).toContain('a.yaml:10: spec["tool.warmup"]: unknown: ');
  });
});

describe('what is written', () => {
  it('says what was lost and that the object is refused', () => {
    const { output } = convert(old.replace('duration: 30s', 'duration: 2s'));
    expect(output).toContain(
      '# a.yaml:1, a PowerTool of codriverlabs.ai.toe.run/v1alpha1, by toe convert.\n',
    );
    expect(output).toContain(
      '# - spec.tool.duration: cannot be honoured: 2s is below the limit of 5s: use 5s\n#   to 24h;',
    );
    expect(output).toContain('# The object is refused until that is mended.\n');
    for (const line of output.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('quotes what YAML 1.1 or 1.2 takes for something else than text', () => {
    const labels = [
      'yes',
      'off',
      '0o17',
      '1_000',
      '12-30',
      '1e3',
      '2026-01-31',
      '0x1F',
      'null',
      'y',
      'plain',
      'v1.2',
    ];
    const text = old.replace(
      '{app: web}',
      `{${labels.map((label, index) => `k${index}: "${label}"`).join(', ')}}`,
    );
    const { output } = convert(text);
    const written = labels.map((_, index) => new RegExp(`k${index}: (.*)`).exec(output)?.[1]);
    expect(written).toEqual([
      '"yes"',
      '"off"',
      '"0o17"',
      '"1_000"',
      '12-30',
      '"1e3"',
      '"2026-01-31"',
      '"0x1F"',
      '"null"',
      '"y"',
      'plain',
      'v1.2',
    ]);
  });

  it('keeps comments of names that would end the comment', () => {
    const conversion = convertManifests([{ file: 'a\nkind: Secret.yaml', text: old }]);
    if (conversion.kind === 'unusable') throw new Error(conversion.faults.join('\n'));
    expect(renderDocuments(conversion.parts)).toContain('# a kind: Secret.yaml:1, a PowerTool of');
  });
});
