import { expect, test } from 'vitest';
import { messageOf, writeKind } from './resource-text.fixture.ts';

const config = (spec: string): string => writeKind('PowerToolConfig', spec);
const policy = (spec: string): string => writeKind('PowerToolArgumentPolicy', spec);
const processing = (spec: string): string => writeKind('PowerToolProcessing', spec);

/** What a person writes, and the message that has to come. */
// biome-ignore format: a table
const wrongOthers: readonly (readonly [string, () => string, string])[] = [
  ['a config without subcommands', () => config('  {}'), 'spec.subcommands: is required: At least one'],
  ['a config with no subcommand', () => config('  subcommands: []'), 'a.yaml:5: spec.subcommands: is empty: give at least 1'],
  ['a source that is unknown', () => config('  binary: {source: hots}\n  subcommands: [{}]'), 'a.yaml:5: spec.binary.source: "hots" is unknown (did you mean "host"?): use one of image, host, builtin'],
  ['a path with ..', () => config('  binary: {path: /usr/../bin/perf}\n  subcommands: [{}]'), 'a.yaml:5: spec.binary.path: "/usr/../bin/perf" is not an absolute path'],
  ['a path that is relative', () => config('  binary: {path: perf}\n  subcommands: [{}]'), 'a.yaml:5: spec.binary.path: "perf" is not an absolute path'],
  ['a digest with its algorithm', () => config('  binary: {sha256: ["sha256:aa"]}\n  subcommands: [{}]'), 'spec.binary.sha256[0]: "sha256:aa" is not a SHA-256: write its 64'],
  ['a capability with CAP_', () => config('  securityContext: {capabilities: {add: [perfmon]}}\n  subcommands: [{}]'), 'spec.securityContext.capabilities.add[0]: "perfmon" is not a capability: write it in capitals'],
  ['a CPU limit in words', () => config('  resources: {limits: {cpu: one}}\n  subcommands: [{}]'), 'spec.resources.limits.cpu: "one" is not an amount of CPU: write cores, as "1" or "0.5"'],
  ['a CPU limit as a number', () => config('  resources: {limits: {cpu: 1}}\n  subcommands: [{}]'), 'spec.resources.limits.cpu: 1 is not text: write it in quotes, "1"'],
  ['a CPU limit of zero', () => config('  resources: {limits: {cpu: "0"}}\n  subcommands: [{}]'), 'spec.resources.limits.cpu: 0 is too small: use at least 10m'],
  ['a memory limit of zero', () => config('  resources: {limits: {memory: "0"}}\n  subcommands: [{}]'), 'spec.resources.limits.memory: 0 is too small: use at least 1Mi'],
  ['a CPU limit below zero', () => config('  resources: {limits: {cpu: "-1"}}\n  subcommands: [{}]'), 'spec.resources.limits.cpu: "-1" is not an amount of CPU: write cores'],
  ['a memory limit below zero', () => config('  resources: {limits: {memory: "-1Mi"}}\n  subcommands: [{}]'), 'spec.resources.limits.memory: "-1Mi" is not an amount of bytes: write it as'],
  ['an output cap of zero', () => config('  limits: {outputBytes: "0"}\n  subcommands: [{}]'), 'spec.limits.outputBytes: 0 is too small: use at least 1'],
  ['a bandwidth below what is taken', () => config('  limits: {readBytesPerSecond: 1k}\n  subcommands: [{}]'), 'spec.limits.readBytesPerSecond: 1k is too small: use at least 64Ki'],
  ['a bandwidth beyond counting', () => config('  limits: {writeBytesPerSecond: 9000Ti}\n  subcommands: [{}]'), 'spec.limits.writeBytesPerSecond: 9000Ti is too large: use at most 8191Ti'],
  ['a bandwidth as a number', () => config('  limits: {writeBytesPerSecond: 1000000}\n  subcommands: [{}]'), 'spec.limits.writeBytesPerSecond: 1000000 is not text: write it in quotes, "1000000"'],
  ['a bandwidth per second in words', () => config('  limits: {writeBytesPerSecond: 1MB/s}\n  subcommands: [{}]'), 'spec.limits.writeBytesPerSecond: "1MB/s" is not an amount of bytes: write it as'],
  ['processes below zero', () => config('  limits: {pids: -1}\n  subcommands: [{}]'), 'spec.limits.pids: -1 is below the limit of 1: use 1 to 32768'],
  ['a CPU request above its limit', () => config('  resources: {requests: {cpu: "2"}}\n  subcommands: [{}]'), 'spec.resources.requests.cpu: 2 is above spec.resources.limits.cpu, 1: give at most that'],
  ['a memory request above its limit', () => config('  resources: {requests: {memory: 1Gi}}\n  subcommands: [{}]'), 'spec.resources.requests.memory: 1Gi is above spec.resources.limits.memory, 512Mi'],
  ['a grace above 10m', () => config('  subcommands: [{stop: {gracePeriod: 1h}}]'), 'spec.subcommands[0].stop.gracePeriod: 1h is above the limit of 10m: use 0s to 10m'],
  ['an output outside its folder', () => config('  subcommands: [{outputs: [{name: x, path: ../x}]}]'), 'spec.subcommands[0].outputs[0].path: "../x" is not a file name'],
  ['two outputs of one name', () => config('  subcommands: [{outputs: [{name: x, path: a}, {name: x, path: b}]}]'), 'spec.subcommands[0].outputs[1].name: "x" stands twice'],
  ['a subcommand twice', () => config('  subcommands: [{name: record}, {name: record}]'), 'spec.subcommands[1].name: "record" stands twice'],
  ['an environment of numbers', () => config('  environment: {A: 1}\n  subcommands: [{}]'), 'spec.environment.A: 1 is not text'],
  ['no processes', () => config('  limits: {pids: 0}\n  subcommands: [{}]'), 'spec.limits.pids: 0 is below the limit of 1: use 1 to 32768'],
  ['a policy without a tool', () => policy('  subcommands: [{}]'), 'spec.tool: is required: The tool'],
  ['a policy with bounds the wrong way', () => policy('  tool: perf\n  subcommands: [{options: [{names: [-F], value: {min: 9, max: 1}}]}]'), 'spec.subcommands[0].options[0].value.min: 9 is above max, 1: no value would be left'],
  ['an option without its dash', () => policy('  tool: perf\n  subcommands: [{options: [{names: [F]}]}]'), 'spec.subcommands[0].options[0].names[0]: "F" is not the name of an option: write it with its dashes'],
  ['a processor that is unknown', () => processing('  source: {tool: perf}\n  steps: [{name: a, processor: flame-graph}]'), 'spec.steps[0].processor: "flame-graph" is unknown (did you mean "flamegraph"?): use one of flamegraph'],
  ['a processing without a source', () => processing('  steps: []'), 'spec.source: is required: Which captures'],
  ['a processing without time', () => processing('  source: {tool: perf}\n  timeout: 0s'), 'spec.timeout: 0s is below the limit of 1s'],
];

test.each(wrongOthers)('refuses %s', (_title, write, message) => {
  expect(messageOf(write())).toContain(message);
});
