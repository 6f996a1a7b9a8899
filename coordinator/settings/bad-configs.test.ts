import { expect, it } from 'vitest';
import { plainMetadata } from '../../shared/kinds/kinds.ts';
import type { PowerToolArgumentPolicySpec } from '../../shared/kinds/power-tool-argument-policy.ts';
import { validateSpec } from '../../shared/kinds/validate-spec.ts';
import type { Read } from '../resources/resource-source.ts';
import { noCeiling } from './ceiling.ts';
import { judgeConfig } from './judge-config.ts';

const outputs = [{ name: 'profile', path: 'perf.data' }];
const record = { name: 'record', outputs };
const config = (fields: object): object => ({ subcommands: [record], ...fields });
const sub = (fields: object): object => ({ subcommands: [{ ...record, ...fields }] });
const builtin = {
  binary: { source: 'builtin' },
  subcommands: [{ outputs: [{ name: 'snapshot', path: 's' }] }],
};
const graphs = (more: object): object => ({ names: ['-g'], ...more });

const policies = new Map<string, object>([
  ['narrow', { tool: 'perf', subcommands: [{ name: 'record', options: [{ names: ['-a'] }] }] }],
  ['of-snapshot', { tool: 'node-snapshot', subcommands: [{}] }],
  ['outside', { tool: 'perf', subcommands: [{ name: 'record', options: [{ names: ['-o'] }] }] }],
  [
    'apart',
    { tool: 'perf', subcommands: [{ name: 'record', options: [graphs({ conflictsWith: ['-i'] })] }] },
  ],
]);

/** What somebody writes for perf, or under the name that stands first, the reason of its condition, and a fault. */
// biome-ignore format: a table
const badConfigs: readonly (readonly [title: string, spec: object, reason: string, fault: string, name?: string])[] = [
  ['a tool that no agent has', config({}), 'OutsideBaseline', 'metadata.name: no agent has a tool "netcat": name the config after one of', 'netcat'],
  ['a subcommand that the baseline has not', { subcommands: [record, { name: 'script' }] }, 'OutsideBaseline', 'spec.subcommands[1].name: perf has no subcommand "script": use "record"'],
  ['a subcommand of a tool without any', { ...builtin, subcommands: [{ name: 'now' }] }, 'OutsideBaseline', 'spec.subcommands[0].name: node-snapshot has no subcommand "now": use ""', 'node-snapshot'],
  ['a program that is part of the agent', config({ binary: { source: 'builtin' } }), 'OutsideBaseline', 'spec.binary.source: perf is a program: write image or host'],
  ['a part of the agent that is a program', { ...builtin, binary: { path: '/bin/sh' } }, 'OutsideBaseline', 'spec.binary.source: node-snapshot is part of the agent: write builtin', 'node-snapshot'],
  ['a capability that perf may not have', config({ securityContext: { capabilities: { add: ['SYS_MODULE'] } } }), 'OutsideBaseline', 'spec.securityContext.capabilities.add[0]: "SYS_MODULE" is more than perf record may be given: use PERFMON'],
  ['a variable that loads code', config({ environment: { LD_PRELOAD: '/tmp/x.so' } }), 'OutsideBaseline', 'spec.environment["LD_PRELOAD"]: is no variable that may be set for perf: use PERF_CONFIG_NOSYSTEM'],
  ['no output where the tool writes one', sub({ outputs: [] }), 'OutsideBaseline', 'spec.subcommands[0].outputs: lacks "profile", which perf record writes: add {name: profile'],
  ['no version within the range', config({ version: '>7 <5' }), 'OutsideBaseline', 'spec.version: no version is within ">7 <5": write a range that holds some'],
  ['a version of a part of the agent', { ...builtin, version: '>=1' }, 'OutsideBaseline', 'spec.version: node-snapshot is part of the agent and has no version of its own: leave it out', 'node-snapshot'],
  ['a version in other words', config({ version: 'latest' }), 'Invalid', 'spec.version: "latest" is not a range of versions: write it as ">=5.15 <7"'],
  ['a namespace by a regular expression', config({ allowedNamespaces: ['prod.*'] }), 'Invalid', 'spec.allowedNamespaces[0]: "prod.*" is not a name of namespaces: use'],
  ['a locked option that writes a file', sub({ defaultArgs: ['-o', 'x'] }), 'OutsideBaseline', 'spec.subcommands[0].defaultArgs: Cannot run "perf record with locked arguments": "-o" has no place in the grammar: allowed are'],
  ['a locked program', sub({ defaultArgs: ['sh'] }), 'OutsideBaseline', 'spec.subcommands[0].defaultArgs: Cannot run "perf record with locked arguments": "sh" is no option: a config locks options only'],
  ['a locked option twice', sub({ defaultArgs: ['-a', '-a'] }), 'OutsideBaseline', 'spec.subcommands[0].defaultArgs: Cannot run "perf record": "-a" repeats -a: allowed is once'],
  ['locked options that exclude each other', sub({ defaultArgs: ['--all-user', '--all-kernel'] }), 'OutsideBaseline', 'choose --all-kernel or --all-user'],
  ['a locked value above the baseline', sub({ defaultArgs: ['-F', '5000'] }), 'OutsideBaseline', 'spec.subcommands[0].defaultArgs: Cannot run "perf record with locked arguments": "5000" is not a value of -F: allowed is a whole number from 1 to 999'],
  ['locked options that the policy keeps apart', config({ ...sub({ defaultArgs: ['-g', '-i'] }), argumentPolicy: 'apart' }), 'Contradictory', 'as the argument policy has it'],
  ['a preset above the baseline', sub({ presets: { high: ['-F', '5000'] } }), 'OutsideBaseline', 'spec.subcommands[0].presets.high: Cannot run "perf record with locked arguments": "5000" is not a value of -F'],
  ['a preset that writes a file', sub({ presets: { low: ['-o', 'x'] } }), 'OutsideBaseline', 'spec.subcommands[0].presets.low: Cannot run "perf record with locked arguments": "-o" has no place'],
  ['a preset that is an operand', sub({ presets: { low: ['sleep', '5'] } }), 'OutsideBaseline', 'spec.subcommands[0].presets.low: Cannot run "perf record with locked arguments": "sleep" is no option: a config locks options only'],
  ['a preset that ends the options', sub({ presets: { low: ['--'] } }), 'OutsideBaseline', 'spec.subcommands[0].presets.low: '],
  ['a preset that repeats what is locked', sub({ defaultArgs: ['-F', '49'], presets: { low: ['--freq=19'] } }), 'OutsideBaseline', 'spec.subcommands[0].presets.low: Cannot run "perf record": argument 2 "--freq=19" sets -F, which the config has locked'],
  ['a preset that contradicts what is locked', sub({ defaultArgs: ['--all-user'], presets: { low: ['--all-kernel'] } }), 'OutsideBaseline', 'spec.subcommands[0].presets.low: Cannot run "perf record": argument 2 "--all-kernel" cannot stand beside --all-user'],
  ['a preset of nothing', sub({ presets: { low: [] } }), 'Invalid', 'spec.subcommands[0].presets.low: is empty: give at least 1'],
  ['a preset of another name', sub({ presets: { tiny: ['-g'] } }), 'Invalid', 'spec.subcommands[0].presets.tiny: there is no such field: use low, medium, high'],
  ['a preset as a line', sub({ presets: { low: '-F 19' } }), 'Invalid', 'spec.subcommands[0].presets.low: "-F 19" is not a list: write it as ["-F","19"]'],
  ['a user to run as', config({ securityContext: { runAsUser: 1000 } }), 'Invalid', 'spec.securityContext.runAsUser: there is no such field: use capabilities'],
  ['capabilities to drop', config({ securityContext: { capabilities: { drop: ['ALL'] } } }), 'Invalid', 'spec.securityContext.capabilities.drop: there is no such field: use add'],
  ['an amount in words', config({ resources: { limits: { memory: 'much' } } }), 'Invalid', 'spec.resources.limits.memory: "much" is not an amount of bytes: write it as'],
  ['a bandwidth of nothing', config({ limits: { writeBytesPerSecond: '0' } }), 'Invalid', 'spec.limits.writeBytesPerSecond: 0 is too small: use at least 64Ki'],
  ['a bandwidth in words', config({ limits: { readBytesPerSecond: 'fast' } }), 'Invalid', 'spec.limits.readBytesPerSecond: "fast" is not an amount of bytes: write it as'],
  ['a bandwidth below zero', config({ limits: { readBytesPerSecond: '-1Mi' } }), 'Invalid', 'spec.limits.readBytesPerSecond: "-1Mi" is not an amount of bytes: write it as'],
  ['a bandwidth of a part of the agent', { ...builtin, limits: { readBytesPerSecond: '1Mi' } }, 'OutsideBaseline', 'spec.limits.readBytesPerSecond: node-snapshot is part of the agent, which is not limited: leave it out', 'node-snapshot'],
  ['a duration without a unit', config({ limits: { duration: '60' } }), 'Invalid', 'spec.limits.duration: "60" has no unit: write 60s'],
  ['a policy that is not there', config({ argumentPolicy: 'later' }), 'PolicyNotFound', 'spec.argumentPolicy: "later" is not there: captures of perf are refused until it is'],
  ['a policy of another tool', config({ argumentPolicy: 'of-snapshot' }), 'PolicyMismatch', 'spec.argumentPolicy: "of-snapshot" is for tool "node-snapshot": name a policy for "perf", or leave it out'],
  ['a policy that cannot be honoured', config({ argumentPolicy: 'outside' }), 'PolicyNotReady', 'spec.argumentPolicy: "outside" cannot be used: spec.subcommands[0].options[0]: option "-o"'],
];

const rows = badConfigs.map(([title, spec, reason, fault, name = 'perf']) => ({
  title,
  spec,
  reason,
  fault,
  name,
}));

it.each(rows)('$title makes a config not ready, and what helps is said', async (row) => {
  const judged = await judge(row.name, row.spec);
  expect(judged).toMatchObject({ kind: 'notReady', reason: row.reason });
  expect(judged.kind === 'notReady' ? judged.faults.join('; ') : '').toContain(row.fault);
});

it('a config within the baseline and its policy is ready', async () => {
  const spec = config({
    ...sub({ defaultArgs: ['--namespaces'], presets: { low: ['-F', '19'], high: ['-F', '99', '-g'] } }),
    version: '>=5.15 <7',
    allowedNamespaces: ['prod-*'],
    argumentPolicy: 'narrow',
  });
  expect(await judge('perf', spec)).toMatchObject({
    kind: 'ready',
    cuts: [],
    policy: { name: 'narrow', enforcement: 'Enforce' },
  });
});

async function judge(name: string, spec: object) {
  const source = { readPolicy: async (policy: string) => read(policy, policies.get(policy)) };
  const validated = validateSpec('PowerToolConfig', spec);
  const message = validated.kind === 'invalid' ? toText(validated.faults) : '';
  const metadata = {
    ...plainMetadata,
    namespace: 'toe-system',
    name,
    uid: 'u',
    generation: 1,
    creationTimestamp: '',
  };
  const written =
    validated.kind === 'invalid'
      ? ({ kind: 'invalid', message } as const)
      : ({
          kind: 'found',
          resource: { kind: 'PowerToolConfig', metadata, spec: validated.spec },
          digest: '',
        } as const);
  return judgeConfig(name, written, { source, ceiling: noCeiling });
}

function read(name: string, spec: object | undefined): Read<PowerToolArgumentPolicySpec> {
  if (spec === undefined) return { kind: 'absent' };
  const validated = validateSpec('PowerToolArgumentPolicy', spec);
  if (validated.kind === 'invalid') return { kind: 'invalid', message: toText(validated.faults) };
  const metadata = {
    ...plainMetadata,
    namespace: 'toe-system',
    name,
    uid: name,
    generation: 1,
    creationTimestamp: '',
  };
  return {
    kind: 'found',
    resource: { kind: 'PowerToolArgumentPolicy', metadata, spec: validated.spec },
    digest: '',
  };
}

function toText(faults: readonly { readonly path: string; readonly message: string }[]): string {
  return faults.map(({ path, message }) => `${path}: ${message}`).join('; ');
}
