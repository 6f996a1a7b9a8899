import type { KindName } from '../../shared/kinds/kinds.ts';

const tool = { name: 'perf', duration: '30s' };
const targets = { allNodes: true };
const ofTool = (more: object): object => ({ tool: { ...tool, ...more }, targets });
const ofTargets = (wrong: object): object => ({ tool, targets: wrong });
const more = (fields: object): object => ({ tool, targets, ...fields });
const config = (fields: object): object => ({ subcommands: [{}], ...fields });
const policy = (options: readonly object[]): object => ({ tool: 'perf', subcommands: [{ options }] });

/** Title, Kind, what somebody writes as the spec, and what the API server has to say, the field in it. */
// biome-ignore format: a table
export const wrongSpecs: readonly (readonly [string, KindName, object, string])[] = [
  ['a duration in an unknown unit', 'PowerTool', ofTool({ duration: '1x' }), 'spec.tool.duration: Invalid value: "1x": spec.tool.duration in body should match'],
  ['a negative duration', 'PowerTool', ofTool({ duration: '-5s' }), 'spec.tool.duration: Invalid value: "-5s"'],
  ['a duration of nothing', 'PowerTool', ofTool({ duration: '' }), 'spec.tool.duration: Invalid value: ""'],
  ['a duration that is a number', 'PowerTool', ofTool({ duration: 30 }), 'spec.tool.duration: Invalid value: "integer"'],
  ['a duration below 5s', 'PowerTool', ofTool({ duration: '4s999ms' }), 'spec.tool.duration: Invalid value: "4s999ms": use 5s to 24h'],
  ['a duration above a day', 'PowerTool', ofTool({ duration: '24h1ms' }), 'spec.tool.duration: Invalid value: "24h1ms": use 5s to 24h'],
  ['a duration of days', 'PowerTool', ofTool({ duration: '2d' }), 'spec.tool.duration: Invalid value: "2d": use 5s to 24h'],
  ['a duration beyond counting', 'PowerTool', ofTool({ duration: '999999999d999999999d' }), 'spec.tool.duration: Invalid value: "999999999d999999999d": use 5s to 24h'],
  ['no duration', 'PowerTool', { tool: { name: 'perf' }, targets }, 'spec.tool.duration: Required value'],
  ['a warm-up above a day', 'PowerTool', ofTool({ warmup: '25h' }), 'spec.tool.warmup: Invalid value: "25h": use 0s to 24h'],
  ['a field that is unknown', 'PowerTool', ofTool({ durration: '5s' }), 'unknown field "spec.tool.durration"'],
  ['a field of another place', 'PowerTool', more({ duration: '5s' }), 'unknown field "spec.duration"'],
  ['a schedule, which TOE does not have', 'PowerTool', more({ schedule: '0 * * * *' }), 'unknown field "spec.schedule"'],
  ['a tool name with capitals', 'PowerTool', ofTool({ name: 'Perf' }), 'spec.tool.name: Invalid value: "Perf"'],
  ['a tool name of 64 letters', 'PowerTool', ofTool({ name: 'x'.repeat(64) }), 'spec.tool.name: Too long: may not be more than 63 bytes'],
  ['an argument that is a number', 'PowerTool', ofTool({ args: ['-F', 99] }), 'spec.tool.args[1]: Invalid value: "integer"'],
  ['an empty argument', 'PowerTool', ofTool({ args: ['-a', ''] }), 'spec.tool.args[1]: Invalid value: "": spec.tool.args[1] in body should be at least 1 chars long'],
  ['an argument that is too long', 'PowerTool', ofTool({ args: ['x'.repeat(1025)] }), 'spec.tool.args[0]: Too long: may not be more than 1024 bytes'],
  ['too many arguments', 'PowerTool', ofTool({ args: Array(65).fill('-a') }), 'spec.tool.args: Too many: 65: must have at most 64 items'],
  ['arguments as one text', 'PowerTool', ofTool({ args: 'record -a' }), 'spec.tool.args: Invalid value: "string"'],
  ['a CPU cap of zero', 'PowerTool', ofTool({ maxCPUPercent: 0 }), 'spec.tool.maxCPUPercent: Invalid value: 0'],
  ['a CPU cap with a fraction', 'PowerTool', ofTool({ maxCPUPercent: 2.5 }), 'spec.tool.maxCPUPercent: Invalid value: "number"'],
  ['no targets', 'PowerTool', { tool }, 'spec.targets: Required value'],
  ['empty targets', 'PowerTool', ofTargets({}), 'spec.targets: Invalid value: give exactly one of nodeNames, nodeSelector and allNodes'],
  ['two ways to choose', 'PowerTool', ofTargets({ allNodes: true, nodeNames: ['a'] }), 'spec.targets: Invalid value: give exactly one of'],
  ['three ways to choose', 'PowerTool', ofTargets({ allNodes: true, nodeNames: ['a'], nodeSelector: { matchLabels: { a: 'b' } } }), 'spec.targets: Invalid value: give exactly one of'],
  ['all nodes: false', 'PowerTool', ofTargets({ allNodes: false }), 'spec.targets.allNodes: Unsupported value: false'],
  ['a selector without labels', 'PowerTool', ofTargets({ nodeSelector: { matchLabels: {} } }), 'spec.targets.nodeSelector.matchLabels'],
  ['match expressions', 'PowerTool', ofTargets({ nodeSelector: { matchLabels: { a: 'b' }, matchExpressions: [] } }), 'unknown field "spec.targets.nodeSelector.matchExpressions"'],
  ['a node name with ..', 'PowerTool', ofTargets({ nodeNames: ['../n1'] }), 'spec.targets.nodeNames[0]: Invalid value: "../n1"'],
  ['a node name twice', 'PowerTool', ofTargets({ nodeNames: ['a', 'b', 'a'] }), 'spec.targets.nodeNames[2]: Duplicate value: "a"'],
  ['too many node names', 'PowerTool', ofTargets({ nodeNames: Array.from({ length: 5001 }, (_, index) => `n${index}`) }), 'spec.targets.nodeNames: Too many: 5001: must have at most 5000 items'],
  ['a lead time below 100ms', 'PowerTool', more({ start: { leadTime: '99ms' } }), 'spec.start.leadTime: Invalid value: "99ms": use 100ms to 10m'],
  ['an amount with a fraction', 'PowerTool', more({ output: { maxBytesPerNode: '1.5Gi' } }), 'spec.output.maxBytesPerNode: Invalid value: "1.5Gi"'],
  ['an amount with an exponent', 'PowerTool', more({ output: { maxBytesPerNode: '1e9' } }), 'spec.output.maxBytesPerNode: Invalid value: "1e9"'],
  ['an amount below zero', 'PowerTool', more({ output: { maxBytesPerNode: '-1' } }), 'spec.output.maxBytesPerNode: Invalid value: "-1"'],
  ['a share above all', 'PowerTool', more({ failurePolicy: { minSuccessPercent: 101 } }), 'spec.failurePolicy.minSuccessPercent: Invalid value: 101'],
  ['stop as a word', 'PowerTool', more({ stop: 'yes' }), 'spec.stop: Invalid value: "string"'],
  ['too many processings', 'PowerTool', more({ processing: Array.from({ length: 17 }, (_, index) => `p${index}`) }), 'spec.processing: Too many: 17: must have at most 16 items'],
  ['a reason beyond its length', 'PowerTool', more({ reason: 'x'.repeat(1025) }), 'spec.reason: Too long: may not be more than 1024 bytes'],
  ['a config without subcommands', 'PowerToolConfig', {}, 'spec.subcommands: Required value'],
  ['a config with no subcommand', 'PowerToolConfig', { subcommands: [] }, 'spec.subcommands: Invalid value'],
  ['a source that is unknown', 'PowerToolConfig', config({ binary: { source: 'hots' } }), 'spec.binary.source: Unsupported value: "hots": supported values: "image", "host", "builtin"'],
  ['a path with ..', 'PowerToolConfig', config({ binary: { path: '/usr/../bin/perf' } }), 'spec.binary.path: Invalid value: "/usr/../bin/perf"'],
  ['a digest with its algorithm', 'PowerToolConfig', config({ binary: { sha256: ['sha256:aa'] } }), 'spec.binary.sha256[0]: Invalid value: "sha256:aa"'],
  ['a capability with CAP_ in small', 'PowerToolConfig', config({ securityContext: { capabilities: { add: ['cap_perfmon'] } } }), 'spec.securityContext.capabilities.add[0]: Invalid value: "cap_perfmon"'],
  ['a CPU limit in words', 'PowerToolConfig', config({ resources: { limits: { cpu: 'one' } } }), 'spec.resources.limits.cpu: Invalid value: "one"'],
  ['a CPU limit as a number', 'PowerToolConfig', config({ resources: { limits: { cpu: 1 } } }), 'spec.resources.limits.cpu: Invalid value: "integer"'],
  ['a grace above 10m', 'PowerToolConfig', config({ subcommands: [{ stop: { gracePeriod: '1h' } }] }), 'spec.subcommands[0].stop.gracePeriod: Invalid value: "1h": use 0s to 10m'],
  ['a subcommand twice', 'PowerToolConfig', config({ subcommands: [{ name: 'a' }, { name: 'a' }] }), 'spec.subcommands[1]: Duplicate value: {"name":"a"}'],
  ['an output outside its folder', 'PowerToolConfig', config({ subcommands: [{ outputs: [{ name: 'x', path: '../x' }] }] }), 'spec.subcommands[0].outputs[0].path: Invalid value: "../x"'],
  ['an environment of numbers', 'PowerToolConfig', config({ environment: { A: 1 } }), 'spec.environment.A: Invalid value: "integer"'],
  ['a policy without a tool', 'PowerToolArgumentPolicy', { subcommands: [{}] }, 'spec.tool: Required value'],
  ['an option without its dash', 'PowerToolArgumentPolicy', policy([{ names: ['F'] }]), 'spec.subcommands[0].options[0].names[0]: Invalid value: "F"'],
  ['an option without a name', 'PowerToolArgumentPolicy', policy([{ names: [] }]), 'spec.subcommands[0].options[0].names: Invalid value'],
  ['a policy that lasts for days', 'PowerToolArgumentPolicy', { ...policy([]), maxDuration: '7d' }, 'spec.maxDuration: Invalid value: "7d": use 5s to 24h'],
  ['a processor that is unknown', 'PowerToolProcessing', { source: { tool: 'perf' }, steps: [{ name: 'a', processor: 'flame-graph' }] }, 'spec.steps[0].processor: Unsupported value: "flame-graph": supported values: "flamegraph"'],
  ['a processing without a source', 'PowerToolProcessing', { steps: [] }, 'spec.source: Required value'],
  ['a processing without time', 'PowerToolProcessing', { source: { tool: 'perf' }, timeout: '0s' }, 'spec.timeout: Invalid value: "0s": use 1s to 24h'],
];
