import { describe, expect, test } from 'vitest';
import { parseResourceFile } from './parse-resource-file.ts';
import { change, good, messageOf, writeKind } from './resource-text.fixture.ts';

/** Title, text, and the message that has to come. */
// biome-ignore format: a table
const wrongHeads: readonly (readonly [string, () => string, string])[] = [
  ['another group', () => change('toe.run/v1alpha1', 'codriverlabs.ai.toe.run/v1alpha1'), 'a.yaml:1: apiVersion: "codriverlabs.ai.toe.run/v1alpha1" is unknown: write toe.run/v1alpha1'],
  ['no apiVersion', () => change('apiVersion: toe.run/v1alpha1\n', ''), 'a.yaml:1: apiVersion: is required: write toe.run/v1alpha1'],
  ['a misspelt kind', () => change('PowerTool', 'PowerTol'), 'a.yaml:2: kind: "PowerTol" is unknown (did you mean "PowerTool"?): use one of PowerTool, PowerToolConfig'],
  ['no kind', () => change('kind: PowerTool\n', ''), 'a.yaml:1: kind: is required: use one of PowerTool, PowerToolConfig'],
  ['no metadata', () => change('metadata: {name: blue-cpu}\n', ''), 'a.yaml:1: metadata: is required: give the object a name'],
  ['no name', () => change('{name: blue-cpu}', '{}'), 'a.yaml:3: metadata.name: is required: name the object, as my-object'],
  ['a name with ..', () => change('blue-cpu', '../../etc/passwd'), 'a.yaml:3: metadata.name: "../../etc/passwd" is not a name'],
  ['a name that ends with a newline', () => change('blue-cpu', '"blue\\n"'), 'a.yaml:3: metadata.name: "blue\\n" is not a name'],
  ['a name of 64 letters', () => change('blue-cpu', 'x'.repeat(64)), 'is not a name'],
  ['a name that is a number', () => change('blue-cpu', '12'), 'a.yaml:3: metadata.name: 12 is not a name: write it in quotes, "12"'],
  ['a namespace with a slash', () => change('name: blue-cpu', 'name: x, namespace: a/b'), 'a.yaml:3: metadata.namespace: "a/b" is not a name'],
  ['a generated name', () => change('name: blue-cpu', 'name: x, generateName: x-'), 'a.yaml:3: metadata.generateName: there is no such field: use name, namespace, labels, annotations'],
  ['a label that is a number', () => change('name: blue-cpu', 'name: x, labels: {example.com/tier: 1}'), 'a.yaml:3: metadata.labels["example.com/tier"]: 1 is not text: write it in quotes, "1"'],
  ['annotations that are a list', () => change('name: blue-cpu', 'name: x, annotations: [a]'), 'a.yaml:3: metadata.annotations: ["a"] does not name texts: write {key: "value"}'],
  ['a uid', () => change('name: blue-cpu', 'name: x, uid: "1"'), 'a.yaml:3: metadata.uid: is given by the coordinator: remove it'],
  ['a status', () => `${good}status: {phase: Succeeded}\n`, 'a.yaml:11: status: is written by the coordinator: remove it'],
  ['a field beside spec', () => `${good}specs: {}\n`, 'a.yaml:11: specs: there is no such field (did you mean "spec"?)'],
  ['a text', () => 'hello\n', 'a.yaml:1: "hello" is not an object: begin with apiVersion: toe.run/v1alpha1'],
  ['a config in another namespace', () => `apiVersion: toe.run/v1alpha1\nkind: PowerToolConfig\nmetadata: {name: perf, namespace: dev}\nspec: {subcommands: [{}]}\n`, 'a.yaml:3: metadata.namespace: a PowerToolConfig is honoured only in namespace toe-system'],
  ['a key twice', () => change('    duration: 30s', '    duration: 30s\n    duration: 40s'), 'a.yaml:9: Map keys must be unique: mend the YAML'],
  ['a tab', () => change('    duration', '\tduration'), 'a.yaml:8: Tabs are not allowed as indentation'],
  ['a bracket left open', () => change('-g]', '-g'), 'a.yaml:'],
  ['a tag of its own', () => change('blue-cpu', '!danger blue-cpu'), 'a.yaml:3: Unresolved tag: !danger: mend the YAML'],
  ['an alias to nothing', () => change('blue-cpu', '*x'), 'a.yaml:3: Unresolved alias'],
  ['a bomb of aliases', () => `a: &a [x, x]\nb: &b [${Array(9).fill('*a').join()}]\nc: &c [${Array(9).fill('*b').join()}]\nd: [${Array(9).fill('*c').join()}]\n`, 'Excessive alias count indicates a resource exhaustion attack: write the values out instead of using aliases'],
  ['brackets nested by the thousand', () => '['.repeat(200_000), 'a.yaml:1: Brackets are nested too deeply: mend the YAML'],
  ['nothing', () => ' \n', 'a.yaml:1: the file is empty: write an object, or delete the file'],
  ['too much', () => `${good}# ${'x'.repeat(1024 * 1024)}\n`, 'split it, 1 MiB is the limit'],
  ['one object twice', () => `${good}---\n${good}`, 'a.yaml:12: PowerTool "default/blue-cpu" stands already at line 1: remove or rename one'],
];

describe('parseResourceFile', () => {
  test('takes a good file and fills in its defaults', () => {
    const parsed = parseResourceFile('a.yaml', good);
    expect(parsed).toMatchObject({
      kind: 'parsed',
      resources: [
        {
          document: 0,
          line: 1,
          resource: {
            kind: 'PowerTool',
            namespace: 'default',
            name: 'blue-cpu',
            spec: { tool: { warmup: '0s' }, start: { leadTime: '3s' }, stop: false, processing: [] },
          },
        },
      ],
    });
  });

  test.each(wrongHeads)('refuses %s', (_title, write, message) => {
    expect(messageOf(write())).toContain(message);
  });

  test('lists three faults of two documents in one message of three lines', () => {
    const second = good.replace('blue-cpu', 'Blue').replace('"99"', '99');
    expect(messageOf(`${change('30s', '1x')}---\n${second}`)).toBe(
      [
        'a.yaml:8: spec.tool.duration: "1x" is not a duration: write it as 90s, 2m30s or 1h',
        'a.yaml:14: metadata.name: "Blue" is not a name: use at most 63 lower-case letters, digits and "-", a letter or digit first and last',
        'a.yaml:18: spec.tool.args[2]: 99 is not text: write it in quotes, "99"',
      ].join('\n'),
    );
  });

  test('tells which objects a faulty file is about', () => {
    const parsed = parseResourceFile('a.yaml', change('30s', '1x'));
    expect(parsed).toMatchObject({ claims: [{ kind: 'PowerTool', namespace: 'default', name: 'blue-cpu' }] });
  });

  test('leaves out empty documents but counts them', () => {
    const parsed = parseResourceFile('a.yaml', `---\n---\n${good}---\n# the end\n`);
    expect(parsed).toMatchObject({ kind: 'parsed', resources: [{ document: 1 }] });
  });

  test('takes a file of comments as one without objects', () => {
    expect(parseResourceFile('a.yaml', '# later\n')).toEqual({ kind: 'parsed', resources: [] });
  });

  test('puts configs into the namespace where they are honoured', () => {
    const parsed = parseResourceFile('a.yaml', writeKind('PowerToolConfig', '  subcommands: [{}]'));
    expect(parsed).toMatchObject({ resources: [{ resource: { namespace: 'toe-system' } }] });
  });
});
