import { describe, expect, test } from 'vitest';
import { parseResourceFile } from './parse-resource-file.ts';

const good = `apiVersion: toe.run/v1alpha1
kind: PowerTool
metadata: {name: blue-cpu}
spec:
  tool:
    name: perf
    args: [record, -F, "99", -a, -g]
    duration: 30s
  targets:
    allNodes: true
`;

function messageOf(text: string): string {
  const parsed = parseResourceFile('a.yaml', text);
  return parsed.kind === 'faulty' ? parsed.message : 'parsed';
}

/** The good file with one text in place of another, which must stand in it. */
function change(from: string, to: string): string {
  expect(good).toContain(from);
  return good.replace(from, to);
}

const addSpec = (lines: string): string => `${good}${lines}\n`;

/** What a person writes, and the message that has to come: title, text, message. */
const wrongPowerTools: readonly (readonly [string, () => string, string])[] = [
  [
    'a duration in an unknown unit',
    () => change('30s', '1x'),
    'a.yaml:8: spec.tool.duration: "1x" is not a duration: write it as 90s, 2m30s or 1h',
  ],
  [
    'a duration below 5s',
    () => change('30s', '1s'),
    'a.yaml:8: spec.tool.duration: 1s is below the limit of 5s: use 5s to 1d',
  ],
  [
    'a duration above a day',
    () => change('30s', '25h'),
    'a.yaml:8: spec.tool.duration: 25h is above the limit of 1d: use 5s to 1d',
  ],
  [
    'a negative duration',
    () => change('30s', '-5s'),
    'a.yaml:8: spec.tool.duration: "-5s" is not a duration: write it as 90s, 2m30s or 1h',
  ],
  [
    'a duration that is a number',
    () => change('30s', '30'),
    'a.yaml:8: spec.tool.duration: 30 has no unit: write 30s',
  ],
  [
    'a duration without a unit in quotes',
    () => change('30s', '"30"'),
    'a.yaml:8: spec.tool.duration: "30" has no unit: write 30s',
  ],
  [
    'a duration that is a word',
    () => change('30s', 'invalid'),
    'a.yaml:8: spec.tool.duration: "invalid" is not a duration: write it as 90s, 2m30s or 1h',
  ],
  [
    'a duration with a fraction',
    () => change('30s', '1.5h'),
    'a.yaml:8: spec.tool.duration: "1.5h" is not a duration: write it as 90s, 2m30s or 1h',
  ],
  [
    'a duration of nothing',
    () => change('30s', '""'),
    'a.yaml:8: spec.tool.duration: "" is not a duration: write it as 90s, 2m30s or 1h',
  ],
  [
    'a duration left empty',
    () => change(' 30s', ''),
    'a.yaml:8: spec.tool.duration: has no value: give it one, or leave the field out',
  ],
  [
    'a duration beyond counting',
    () => change('30s', '999999999d'),
    'a.yaml:8: spec.tool.duration: 999999999d is above the limit of 1d: use 5s to 1d',
  ],
  [
    'no duration',
    () => change('    duration: 30s\n', ''),
    'a.yaml:5: spec.tool.duration: is required: How long the tool runs, from the start instant plus the warm-up: 5s to 24h',
  ],
  [
    'no tool',
    () => change('  tool:\n    name: perf\n    args: [record, -F, "99", -a, -g]\n    duration: 30s\n', ''),
    'a.yaml:4: spec.tool: is required: What runs',
  ],
  ['no spec', () => good.slice(0, good.indexOf('spec:')), 'a.yaml:1: spec.tool: is required: What runs'],
  [
    'a misspelt field',
    () => change('duration:', 'durration: 5s\n    duration:'),
    'a.yaml:8: spec.tool.durration: there is no such field (did you mean "duration"?): use name, args, duration, warmup, maxCPUPercent',
  ],
  [
    'a field of another place',
    () => addSpec('  duration: 5s'),
    'a.yaml:11: spec.duration: there is no such field: use tool, targets, start, output, failurePolicy, stop, processing, reason',
  ],
  [
    'a tool name with capitals',
    () => change('name: perf', 'name: Perf'),
    'a.yaml:6: spec.tool.name: "Perf" is not a name: use at most 63 lower-case letters',
  ],
  [
    'a tool name with dots',
    () => change('name: perf', 'name: ../perf'),
    'a.yaml:6: spec.tool.name: "../perf" is not a name:',
  ],
  [
    'a tool name that is a number',
    () => change('name: perf', 'name: 7'),
    'a.yaml:6: spec.tool.name: 7 is not text: write it in quotes, "7"',
  ],
  [
    'an argument that is a number',
    () => change('"99"', '99'),
    'a.yaml:7: spec.tool.args[2]: 99 is not text: write it in quotes, "99"',
  ],
  [
    'an argument that is true',
    () => change('"99"', 'true'),
    'a.yaml:7: spec.tool.args[2]: true is not text: write it in quotes, "true"',
  ],
  ['an empty argument', () => change('"99"', '""'), 'a.yaml:7: spec.tool.args[2]: is empty: give at least 1'],
  [
    'an argument with a NUL',
    () => change('"99"', '"a\\0b"'),
    'a.yaml:7: spec.tool.args[2]: contains a NUL character: no program can be given one',
  ],
  [
    'arguments as one text',
    () => change('[record, -F, "99", -a, -g]', 'record -a'),
    'a.yaml:7: spec.tool.args: "record -a" is not a list: write it as ["record","-a"]',
  ],
  [
    'arguments as an object',
    () => change('[record, -F, "99", -a, -g]', '{a: b}'),
    'a.yaml:7: spec.tool.args: {"a":"b"} is not a list: write it as [first, second]',
  ],
  [
    'too many arguments',
    () => change('"99"', Array(64).fill('x').join(', ')),
    'a.yaml:7: spec.tool.args: has too many entries: give at most 64',
  ],
  [
    'an argument that is too long',
    () => change('"99"', 'x'.repeat(1025)),
    'a.yaml:7: spec.tool.args[2]: is too long: use at most 1024 characters',
  ],
  [
    'a warm-up above a day',
    () => change('duration: 30s', 'duration: 30s\n    warmup: 2d'),
    'a.yaml:9: spec.tool.warmup: 2d is above the limit of 1d: use 0s to 1d',
  ],
  [
    'a CPU cap in words',
    () => change('duration: 30s', 'duration: 30s\n    maxCPUPercent: 25%'),
    'a.yaml:9: spec.tool.maxCPUPercent: "25%" is not a whole number: write digits only, without quotes or unit',
  ],
  [
    'a CPU cap of zero',
    () => change('duration: 30s', 'duration: 30s\n    maxCPUPercent: 0'),
    'a.yaml:9: spec.tool.maxCPUPercent: 0 is below the limit of 1: use 1 to 100000',
  ],
  [
    'a CPU cap with a fraction',
    () => change('duration: 30s', 'duration: 30s\n    maxCPUPercent: 2.5'),
    'a.yaml:9: spec.tool.maxCPUPercent: 2.5 is not a whole number',
  ],
  [
    'no targets',
    () => change('  targets:\n    allNodes: true\n', ''),
    'a.yaml:4: spec.targets: is required: Exactly one of nodeNames, nodeSelector and allNodes',
  ],
  [
    'empty targets',
    () => change('\n    allNodes: true', ' {}'),
    'a.yaml:9: spec.targets: chooses no nodes: give exactly one of nodeNames, nodeSelector and allNodes',
  ],
  [
    'targets left empty',
    () => change('\n    allNodes: true', ''),
    'a.yaml:9: spec.targets: has no value: give it one, or leave the field out',
  ],
  [
    'two ways to choose',
    () => addSpec('    nodeNames: [n1]'),
    'a.yaml:9: spec.targets: chooses nodes by nodeNames and allNodes: give exactly one of nodeNames, nodeSelector and allNodes',
  ],
  [
    'three ways to choose',
    () => addSpec('    nodeNames: [n1]\n    nodeSelector: {matchLabels: {a: b}}'),
    'a.yaml:9: spec.targets: chooses nodes by nodeNames and nodeSelector and allNodes:',
  ],
  [
    'all nodes: false',
    () => change('allNodes: true', 'allNodes: false'),
    'a.yaml:10: spec.targets.allNodes: false means nothing here: write true or leave the field out',
  ],
  [
    'all nodes: "true"',
    () => change('allNodes: true', 'allNodes: "true"'),
    'a.yaml:10: spec.targets.allNodes:',
  ],
  [
    'no node names',
    () => change('allNodes: true', 'nodeNames: []'),
    'a.yaml:10: spec.targets.nodeNames: is empty: give at least 1',
  ],
  [
    'node names as null',
    () => change('allNodes: true', 'nodeNames: null'),
    'a.yaml:10: spec.targets.nodeNames: has no value: give it one, or leave the field out',
  ],
  [
    'one node name as text',
    () => change('allNodes: true', 'nodeNames: n1'),
    'a.yaml:10: spec.targets.nodeNames: "n1" is not a list: write it as ["n1"]',
  ],
  [
    'a node name with ..',
    () => change('allNodes: true', 'nodeNames: [../n1]'),
    'a.yaml:10: spec.targets.nodeNames[0]: "../n1" is not the name of a node:',
  ],
  [
    'a node name with two dots inside',
    () => change('allNodes: true', 'nodeNames: [a..b]'),
    'a.yaml:10: spec.targets.nodeNames[0]: "a..b" is not the name of a node:',
  ],
  [
    'a node name twice',
    () => change('allNodes: true', 'nodeNames:\n    - n1\n    - n2\n    - n1'),
    'a.yaml:13: spec.targets.nodeNames[2]: "n1" stands twice, first as entry 0: give it once',
  ],
  [
    'an empty selector',
    () => change('allNodes: true', 'nodeSelector: {}'),
    'a.yaml:10: spec.targets.nodeSelector.matchLabels: is required:',
  ],
  [
    'a selector of null',
    () => change('allNodes: true', 'nodeSelector: null'),
    'a.yaml:10: spec.targets.nodeSelector: has no value',
  ],
  [
    'a selector without labels',
    () => change('allNodes: true', 'nodeSelector: {matchLabels: {}}'),
    'a.yaml:10: spec.targets.nodeSelector.matchLabels: is empty: give at least 1',
  ],
  [
    'labels at the selector',
    () => change('allNodes: true', 'nodeSelector: {pool: blue}'),
    'a.yaml:10: spec.targets.nodeSelector.pool: there is no such field: use matchLabels',
  ],
  [
    'a label value that is a number',
    () => change('allNodes: true', 'nodeSelector: {matchLabels: {rank: 1}}'),
    'a.yaml:10: spec.targets.nodeSelector.matchLabels.rank: 1 is not text: write it in quotes, "1"',
  ],
  [
    'a label value with spaces',
    () => change('allNodes: true', 'nodeSelector: {matchLabels: {a/b: x y}}'),
    'a.yaml:10: spec.targets.nodeSelector.matchLabels["a/b"]: "x y" is not a label value:',
  ],
  [
    'a label key with spaces',
    () => change('allNodes: true', 'nodeSelector: {matchLabels: {a b: x}}'),
    'a.yaml:10: spec.targets.nodeSelector.matchLabels["a b"]: "a b" is not a label key:',
  ],
  [
    'match expressions',
    () => change('allNodes: true', 'nodeSelector: {matchExpressions: []}'),
    'spec.targets.nodeSelector.matchExpressions: there is no such field',
  ],
  [
    'targets that TOE does not have',
    () => change('allNodes: true', 'labelSelector: {}'),
    'a.yaml:10: spec.targets.labelSelector: there is no such field',
  ],
  [
    'a lead time below 100ms',
    () => addSpec('  start: {leadTime: 99ms}'),
    'a.yaml:11: spec.start.leadTime: 99ms is below the limit of 100ms: use 100ms to 10m',
  ],
  [
    'a lead time above 10m',
    () => addSpec('  start: {leadTime: 11m}'),
    'a.yaml:11: spec.start.leadTime: 11m is above the limit of 10m: use 100ms to 10m',
  ],
  [
    'a start left empty',
    () => addSpec('  start:'),
    'a.yaml:11: spec.start: has no value: give it one, or leave the field out',
  ],
  [
    'an output that is text',
    () => addSpec('  output: store'),
    'a.yaml:11: spec.output: "store" is not an object: give it fields, as maxBytesPerNode: …',
  ],
  [
    'an upload deadline of zero',
    () => addSpec('  output: {uploadDeadline: 0s}'),
    'a.yaml:11: spec.output.uploadDeadline: 0s is below the limit of 1s:',
  ],
  [
    'bytes with a wrong unit',
    () => addSpec('  output: {maxBytesPerNode: 2GB}'),
    'a.yaml:11: spec.output.maxBytesPerNode: "2GB" is not an amount of bytes: write it as "512Mi", "2Gi" or "1000000"',
  ],
  [
    'bytes as a number',
    () => addSpec('  output: {maxBytesPerNode: 1000}'),
    'a.yaml:11: spec.output.maxBytesPerNode: 1000 is not text: write it in quotes, "1000"',
  ],
  [
    'negative bytes',
    () => addSpec('  output: {maxBytesPerNode: "-1"}'),
    'a.yaml:11: spec.output.maxBytesPerNode: "-1" is not an amount of bytes',
  ],
  [
    'no bytes',
    () => addSpec('  output: {maxBytesPerNode: "0"}'),
    'a.yaml:11: spec.output.maxBytesPerNode: 0 is too small: use at least 1',
  ],
  [
    'bytes beyond counting',
    () => addSpec('  output: {maxBytesPerNode: 999999999Ti}'),
    'a.yaml:11: spec.output.maxBytesPerNode: 999999999Ti is too large: use at most 8191Ti',
  ],
  [
    'a share above all',
    () => addSpec('  failurePolicy: {minSuccessPercent: 101}'),
    'a.yaml:11: spec.failurePolicy.minSuccessPercent: 101 is above the limit of 100: use 1 to 100',
  ],
  [
    'stop as a word',
    () => addSpec('  stop: "yes"'),
    'a.yaml:11: spec.stop: "yes" is not true or false: write true or false, without quotes',
  ],
  [
    'a processing with a path',
    () => addSpec('  processing: [a/b]'),
    'a.yaml:11: spec.processing[0]: "a/b" is not a name',
  ],
  [
    'a reason beyond its length',
    () => addSpec(`  reason: ${'x'.repeat(1025)}`),
    'a.yaml:11: spec.reason: is too long: use at most 1024 characters',
  ],
  [
    'a schedule, which TOE does not have',
    () => addSpec('  schedule: "0 * * * *"'),
    'a.yaml:11: spec.schedule: there is no such field',
  ],
  [
    'a prototype as a field',
    () => addSpec('  __proto__: {stop: true}'),
    'a.yaml:11: spec.__proto__: there is no such field',
  ],
  ['a spec that is a list', () => change('spec:\n', 'spec: []\nx:\n'), 'spec: [] is not an object'],
];

const wrongHeads: readonly (readonly [string, () => string, string])[] = [
  [
    'another group',
    () => change('toe.run/v1alpha1', 'codriverlabs.ai.toe.run/v1alpha1'),
    'a.yaml:1: apiVersion: "codriverlabs.ai.toe.run/v1alpha1" is unknown: write toe.run/v1alpha1',
  ],
  [
    'no apiVersion',
    () => change('apiVersion: toe.run/v1alpha1\n', ''),
    'a.yaml:1: apiVersion: is required: write toe.run/v1alpha1',
  ],
  [
    'a misspelt kind',
    () => change('PowerTool', 'PowerTol'),
    'a.yaml:2: kind: "PowerTol" is unknown (did you mean "PowerTool"?): use one of PowerTool, PowerToolConfig',
  ],
  [
    'no kind',
    () => change('kind: PowerTool\n', ''),
    'a.yaml:1: kind: is required: use one of PowerTool, PowerToolConfig',
  ],
  [
    'no metadata',
    () => change('metadata: {name: blue-cpu}\n', ''),
    'a.yaml:1: metadata: is required: give the object a name',
  ],
  [
    'no name',
    () => change('{name: blue-cpu}', '{}'),
    'a.yaml:3: metadata.name: is required: name the object, as my-object',
  ],
  [
    'a name with ..',
    () => change('blue-cpu', '../../etc/passwd'),
    'a.yaml:3: metadata.name: "../../etc/passwd" is not a name',
  ],
  [
    'a name that ends with a newline',
    () => change('blue-cpu', '"blue\\n"'),
    'a.yaml:3: metadata.name: "blue\\n" is not a name',
  ],
  ['a name of 64 letters', () => change('blue-cpu', 'x'.repeat(64)), 'is not a name'],
  [
    'a name that is a number',
    () => change('blue-cpu', '12'),
    'a.yaml:3: metadata.name: 12 is not a name: write it in quotes, "12"',
  ],
  [
    'a namespace with a slash',
    () => change('name: blue-cpu', 'name: x, namespace: a/b'),
    'a.yaml:3: metadata.namespace: "a/b" is not a name',
  ],
  [
    'a generated name',
    () => change('name: blue-cpu', 'name: x, generateName: x-'),
    'a.yaml:3: metadata.generateName: there is no such field: use name, namespace, labels, annotations',
  ],
  [
    'a uid',
    () => change('name: blue-cpu', 'name: x, uid: "1"'),
    'a.yaml:3: metadata.uid: is given by the coordinator: remove it',
  ],
  [
    'a status',
    () => `${good}status: {phase: Succeeded}\n`,
    'a.yaml:11: status: is written by the coordinator: remove it',
  ],
  [
    'a field beside spec',
    () => `${good}specs: {}\n`,
    'a.yaml:11: specs: there is no such field (did you mean "spec"?)',
  ],
  ['a text', () => 'hello\n', 'a.yaml:1: "hello" is not an object: begin with apiVersion: toe.run/v1alpha1'],
  [
    'a config in another namespace',
    () =>
      `apiVersion: toe.run/v1alpha1\nkind: PowerToolConfig\nmetadata: {name: perf, namespace: dev}\nspec: {subcommands: [{}]}\n`,
    'a.yaml:3: metadata.namespace: a PowerToolConfig is honoured only in namespace toe-system',
  ],
  [
    'a key twice',
    () => change('    duration: 30s', '    duration: 30s\n    duration: 40s'),
    'a.yaml:9: Map keys must be unique: mend the YAML',
  ],
  ['a tab', () => change('    duration', '\tduration'), 'a.yaml:8: Tabs are not allowed as indentation'],
  ['a bracket left open', () => change('-g]', '-g'), 'a.yaml:'],
  [
    'a tag of its own',
    () => change('blue-cpu', '!danger blue-cpu'),
    'a.yaml:3: Unresolved tag: !danger: mend the YAML',
  ],
  ['an alias to nothing', () => change('blue-cpu', '*x'), 'a.yaml:3: Unresolved alias'],
  [
    'a bomb of aliases',
    () =>
      `a: &a [x, x]\nb: &b [${Array(9).fill('*a').join()}]\nc: &c [${Array(9).fill('*b').join()}]\nd: [${Array(9).fill('*c').join()}]\n`,
    'Excessive alias count indicates a resource exhaustion attack: write the values out instead of using aliases',
  ],
  [
    'brackets nested by the thousand',
    () => '['.repeat(200_000),
    'a.yaml:1: Brackets are nested too deeply: mend the YAML',
  ],
  ['nothing', () => ' \n', 'a.yaml:1: the file is empty: write an object, or delete the file'],
  ['too much', () => `${good}# ${'x'.repeat(1024 * 1024)}\n`, 'split it, 1 MiB is the limit'],
  [
    'one object twice',
    () => `${good}---\n${good}`,
    'a.yaml:12: PowerTool "default/blue-cpu" stands already at line 1: remove or rename one',
  ],
];

const config = (spec: string): string =>
  `apiVersion: toe.run/v1alpha1\nkind: PowerToolConfig\nmetadata: {name: perf}\nspec:\n${spec}\n`;
const policy = (spec: string): string =>
  `apiVersion: toe.run/v1alpha1\nkind: PowerToolArgumentPolicy\nmetadata: {name: perf}\nspec:\n${spec}\n`;
const processing = (spec: string): string =>
  `apiVersion: toe.run/v1alpha1\nkind: PowerToolProcessing\nmetadata: {name: flame}\nspec:\n${spec}\n`;

const wrongOthers: readonly (readonly [string, () => string, string])[] = [
  ['a config without subcommands', () => config('  {}'), 'spec.subcommands: is required: At least one'],
  [
    'a config with no subcommand',
    () => config('  subcommands: []'),
    'a.yaml:5: spec.subcommands: is empty: give at least 1',
  ],
  [
    'a source that is unknown',
    () => config('  binary: {source: hots}\n  subcommands: [{}]'),
    'a.yaml:5: spec.binary.source: "hots" is unknown (did you mean "host"?): use one of image, host, builtin',
  ],
  [
    'a path with ..',
    () => config('  binary: {path: /usr/../bin/perf}\n  subcommands: [{}]'),
    'a.yaml:5: spec.binary.path: "/usr/../bin/perf" is not an absolute path',
  ],
  [
    'a path that is relative',
    () => config('  binary: {path: perf}\n  subcommands: [{}]'),
    'a.yaml:5: spec.binary.path: "perf" is not an absolute path',
  ],
  [
    'a digest with its algorithm',
    () => config('  binary: {sha256: ["sha256:aa"]}\n  subcommands: [{}]'),
    'spec.binary.sha256[0]: "sha256:aa" is not a SHA-256: write its 64',
  ],
  [
    'a capability with CAP_',
    () => config('  securityContext: {capabilities: {add: [perfmon]}}\n  subcommands: [{}]'),
    'spec.securityContext.capabilities.add[0]: "perfmon" is not a capability: write it in capitals',
  ],
  [
    'a CPU limit in words',
    () => config('  resources: {limits: {cpu: one}}\n  subcommands: [{}]'),
    'spec.resources.limits.cpu: "one" is not an amount of CPU: write cores, as "1" or "0.5"',
  ],
  [
    'a CPU limit as a number',
    () => config('  resources: {limits: {cpu: 1}}\n  subcommands: [{}]'),
    'spec.resources.limits.cpu: 1 is not text: write it in quotes, "1"',
  ],
  [
    'a CPU limit of zero',
    () => config('  resources: {limits: {cpu: "0"}}\n  subcommands: [{}]'),
    'spec.resources.limits.cpu: 0 is too small: use at least 10m',
  ],
  [
    'a memory limit of zero',
    () => config('  resources: {limits: {memory: "0"}}\n  subcommands: [{}]'),
    'spec.resources.limits.memory: 0 is too small: use at least 1Mi',
  ],
  [
    'a CPU request above its limit',
    () => config('  resources: {requests: {cpu: "2"}}\n  subcommands: [{}]'),
    'spec.resources.requests.cpu: 2 is above spec.resources.limits.cpu, 1: request at most the limit',
  ],
  [
    'a memory request above its limit',
    () => config('  resources: {requests: {memory: 1Gi}}\n  subcommands: [{}]'),
    'spec.resources.requests.memory: 1Gi is above spec.resources.limits.memory, 512Mi',
  ],
  [
    'a grace above 10m',
    () => config('  subcommands: [{stop: {gracePeriod: 1h}}]'),
    'spec.subcommands[0].stop.gracePeriod: 1h is above the limit of 10m: use 0s to 10m',
  ],
  [
    'an output outside its folder',
    () => config('  subcommands: [{outputs: [{name: x, path: ../x}]}]'),
    'spec.subcommands[0].outputs[0].path: "../x" is not a file name',
  ],
  [
    'two outputs of one name',
    () => config('  subcommands: [{outputs: [{name: x, path: a}, {name: x, path: b}]}]'),
    'spec.subcommands[0].outputs[1].name: "x" stands twice',
  ],
  [
    'a subcommand twice',
    () => config('  subcommands: [{name: record}, {name: record}]'),
    'spec.subcommands[1].name: "record" stands twice',
  ],
  [
    'an environment of numbers',
    () => config('  environment: {A: 1}\n  subcommands: [{}]'),
    'spec.environment.A: 1 is not text',
  ],
  [
    'no processes',
    () => config('  limits: {pids: 0}\n  subcommands: [{}]'),
    'spec.limits.pids: 0 is below the limit of 1: use 1 to 32768',
  ],
  ['a policy without a tool', () => policy('  subcommands: [{}]'), 'spec.tool: is required: The tool'],
  [
    'a policy with bounds the wrong way',
    () => policy('  tool: perf\n  subcommands: [{options: [{names: [-F], value: {min: 9, max: 1}}]}]'),
    'spec.subcommands[0].options[0].value.min: 9 is above max, 1: no value would be left',
  ],
  [
    'an option without its dash',
    () => policy('  tool: perf\n  subcommands: [{options: [{names: [F]}]}]'),
    'spec.subcommands[0].options[0].names[0]: "F" is not the name of an option: write it with its dashes',
  ],
  [
    'a processor that is unknown',
    () => processing('  source: {tool: perf}\n  steps: [{name: a, processor: flame-graph}]'),
    'spec.steps[0].processor: "flame-graph" is unknown (did you mean "flamegraph"?): use one of flamegraph',
  ],
  [
    'a processing without a source',
    () => processing('  steps: []'),
    'spec.source: is required: Which captures',
  ],
  [
    'a processing without time',
    () => processing('  source: {tool: perf}\n  timeout: 0s'),
    'spec.timeout: 0s is below the limit of 1s',
  ],
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

  test.each([...wrongPowerTools, ...wrongHeads, ...wrongOthers])('refuses %s', (_title, write, message) => {
    expect(messageOf(write())).toContain(message);
  });

  test('says one thing for each of these faults, except where they are two', () => {
    const several = [...wrongPowerTools].filter(([, write]) => messageOf(write()).includes('\n'));
    expect(several.map(([title]) => title)).toEqual([
      'no spec',
      'labels at the selector',
      'match expressions',
      'targets that TOE does not have',
      'a spec that is a list',
    ]);
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
    const parsed = parseResourceFile('a.yaml', config('  subcommands: [{}]'));
    expect(parsed).toMatchObject({ resources: [{ resource: { namespace: 'toe-system' } }] });
  });
});
