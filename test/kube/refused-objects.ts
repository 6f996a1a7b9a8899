import type { KindName } from '../../shared/kinds/kinds.ts';

const outputs = [{ name: 'profile', path: 'perf.data' }];
const record = { name: 'record', outputs };

/** What administrators have written before anybody asks for anything. */
export const world: readonly (readonly [KindName, string, object])[] = [
  [
    'PowerToolArgumentPolicy',
    'narrow',
    {
      tool: 'perf',
      maxDuration: '10m',
      subcommands: [
        {
          name: 'record',
          options: [
            { names: ['-F'], value: { max: 99 }, required: true },
            ...[['-a'], ['-g'], ['-p'], ['--namespaces']].map((names) => ({ names })),
          ],
        },
      ],
    },
  ],
  ['PowerToolArgumentPolicy', 'of-snapshot', { tool: 'node-snapshot', subcommands: [{}] }],
  [
    'PowerToolConfig',
    'perf',
    {
      argumentPolicy: 'narrow',
      resources: { limits: { cpu: '500m', memory: '256Mi' } },
      limits: { duration: '15m', outputBytes: '1Gi' },
      subcommands: [{ ...record, defaultArgs: ['--namespaces'] }],
    },
  ],
  [
    'PowerToolConfig',
    'node-snapshot',
    {
      binary: { source: 'builtin' },
      argumentPolicy: 'to-be-written',
      subcommands: [{ outputs: [{ name: 'snapshot', path: 'node-snapshot.ndjson' }] }],
    },
  ],
  ['PowerToolProcessing', 'of-snapshots', { source: { tool: 'node-snapshot' } }],
  [
    'PowerToolProcessing',
    'flame',
    { source: { tool: 'perf' }, steps: [{ name: 'f', processor: 'flamegraph' }] },
  ],
];

const right = ['record', '-F', '99', '-a'];
const targets = { allNodes: true };
export const tool = (change: object, more: object = {}): object => ({
  tool: { name: 'perf', args: right, duration: '30s', ...change },
  targets,
  ...more,
});
const args = (...words: string[]): object => tool({ args: words });
export const config = (change: object): object => ({ subcommands: [record], ...change });
const locked = (...defaultArgs: string[]): object => config({ subcommands: [{ ...record, defaultArgs }] });
const policy = (...options: object[]): object => ({
  tool: 'perf',
  subcommands: [{ name: 'record', options }],
});

/** What somebody writes, under this name or any, and what they are told: the field, then what helps. */
export interface RefusedObject {
  readonly title: string;
  readonly kind: KindName;
  readonly name: string;
  readonly spec: object;
  readonly told: readonly string[];
}

function row(
  title: string,
  kind: KindName,
  name: string,
  spec: object,
  ...told: readonly string[]
): RefusedObject {
  return { title, kind, name, spec, told };
}

// biome-ignore format: a table
export const refusedObjects: readonly RefusedObject[] = [
  row('a tool that nobody has configured', 'PowerTool', '', tool({ name: 'htop' }), 'spec.tool.name: there is no tool "htop"', 'there is a PowerToolConfig for '),
  row('a tool with a path', 'PowerTool', '', tool({ name: 'usr-bin-perf' }), 'spec.tool.name: there is no tool "usr-bin-perf"', 'node-snapshot, perf, '),
  row('a tool whose policy is not there', 'PowerTool', '', tool({ name: 'node-snapshot', args: [] }), 'spec.tool.name: "node-snapshot" cannot be used now: PowerToolConfig "node-snapshot" is not ready (PolicyNotFound): spec.argumentPolicy: "to-be-written" is not there', 'ask an administrator to mend it'),
  row('an option that writes a file', 'PowerTool', '', args(...right, '-o', '/etc/passwd'), 'spec.tool.args: Cannot run "perf record": argument 5 "-o"'),
  row('the same in one word', 'PowerTool', '', args(...right, '--output=/etc/passwd'), 'spec.tool.args: Cannot run "perf record": argument 5'),
  row('an option that is cut short', 'PowerTool', '', args('record', '--fre', '99', '-a'), 'spec.tool.args: Cannot run "perf record": argument 2 "--fre"'),
  row('an option that is denied', 'PowerTool', '', args(...right, '--no-buildid'), 'spec.tool.args: Cannot run "perf record": argument 5'),
  row('an option that the policy leaves out', 'PowerTool', '', args(...right, '-e', 'cycles'), 'spec.tool.args: Cannot run "perf record": argument 5 "-e"', 'allowed are'),
  row('no subcommand', 'PowerTool', '', args(), 'spec.tool.args: Cannot run "perf"', 'allowed are record'),
  row('a subcommand that is unknown', 'PowerTool', '', args('lock', '-a'), 'spec.tool.args: Cannot run "perf": argument 1 "lock"', 'allowed are record'),
  row('a subcommand in capitals', 'PowerTool', '', args('RECORD', '-a'), 'argument 1 "RECORD" is no subcommand', 'allowed are record'),
  row('an option before the subcommand', 'PowerTool', '', args('-a', 'record'), 'argument 1 "-a" is no subcommand', 'allowed are record'),
  row('a frequency above the policy', 'PowerTool', '', args('record', '-F', '200', '-a'), 'spec.tool.args: ', 'argument 3 "200"', '1 to 99'),
  row('a frequency of nothing', 'PowerTool', '', args('record', '-F', '0', '-a'), 'argument 3 "0"', '1 to 99'),
  row('a frequency with a sign', 'PowerTool', '', args('record', '-F', '+99', '-a'), 'argument 3 "+99"', '1 to 99'),
  row('a frequency in another base', 'PowerTool', '', args('record', '-F', '0x63', '-a'), 'argument 3 "0x63"', '1 to 99'),
  row('a frequency and a command', 'PowerTool', '', args('record', '-F', '99;id', '-a'), 'argument 3 "99;id"', '1 to 99'),
  row('no frequency where the policy wants one', 'PowerTool', '', args('record', '-a'), '"-F" is missing', 'add -F'),
  row('nothing that is observed', 'PowerTool', '', args('record', '-F', '99'), 'is missing', 'add -a or -C or -p'),
  row('an option twice', 'PowerTool', '', args(...right, '-F', '49'), 'repeats -F', 'allowed is once'),
  row('an option that the config has locked', 'PowerTool', '', args(...right, '--namespaces'), 'which the config has locked', 'leave it out'),
  row('two options that exclude each other', 'PowerTool', '', args(...right, '-p', '1'), 'spec.tool.args: '),
  row('a process that is no target', 'PowerTool', '', args('record', '-F', '99', '-p', '1'), 'argument 5 "1"'),
  row('a program to start', 'PowerTool', '', args(...right, '--', 'sh', '-c', 'id'), 'spec.tool.args: Cannot run "perf record"'),
  row('a sleep beyond the duration', 'PowerTool', '', args(...right, '--', 'sleep', '31'), 'spec.tool.args: Cannot run "perf record"', '30'),
  row('a value for a flag', 'PowerTool', '', args('record', '-F', '99', '--all-cpus=1'), 'spec.tool.args: Cannot run "perf record"'),
  row('a letter of another alphabet', 'PowerTool', '', args('record', '\u2010F', '99', '-a'), 'spec.tool.args: Cannot run "perf'),
  row('a control character, which is not echoed', 'PowerTool', '', args(...right, '\u001b[31m'), 'spec.tool.args: Cannot run "perf'),
  row('a duration above the config', 'PowerTool', '', tool({ duration: '16m' }), 'spec.tool.duration: "16m" is above the limit of "15m" that the config of "perf" sets'),
  row('a duration above the policy', 'PowerTool', '', tool({ duration: '11m' }), 'spec.tool.duration: "11m" is above the limit of "10m" that the argument policy of "perf" sets'),
  row('a CPU cap above the config', 'PowerTool', '', tool({ maxCPUPercent: 51 }), 'spec.tool.maxCPUPercent: 51 is above the limit of 50'),
  row('a bytes cap above the config', 'PowerTool', '', tool({}, { output: { maxBytesPerNode: '2Gi' } }), 'spec.output.maxBytesPerNode: "2Gi" is above the limit of "1Gi"'),
  row('a processing that nobody has written', 'PowerTool', '', tool({}, { processing: ['flame', 'heat'] }), 'spec.processing[1]: there is no PowerToolProcessing "heat"', 'use flame, of-snapshots'),
  row('a schedule of what may not run', 'PowerTool', '', { ...args(...right, '-o', 'x'), schedule: '@hourly' }, 'spec.tool.args: Cannot run "perf record": argument 5 "-o"'),
  row('a trigger of what may not run so long', 'PowerTool', '', tool({ duration: '1h' }, { trigger: { nodeTermination: true } }), 'spec.tool.duration: "1h" is above the limit of "15m"'),
  row('everything at once', 'PowerTool', 'all.wrong', tool({ args: ['lock'], duration: '1h', maxCPUPercent: 400 }, { processing: ['heat'] }), 'metadata.name: "all.wrong" is not a name', 'spec.tool.duration: ', 'spec.tool.maxCPUPercent: ', 'spec.tool.args: ', 'spec.processing[0]: '),
  row('shape and rules at once', 'PowerTool', '', { tool: { name: 'perf', duration: 30, args: 'record' }, targets: {}, start: { leadTime: '1h' } }, 'spec.tool.duration: 30 has no unit: write 30s', 'spec.tool.args: "record" is not a list: write it as ["record"]', 'spec.targets: chooses nothing: give exactly one', 'spec.start.leadTime: 1h is above the limit of 10m: use 100ms to 10m'),

  row('a config of a tool that no agent has', 'PowerToolConfig', 'htop', config({}), 'metadata.name: no agent has a tool "htop"', 'name the config after one of perf, aperf'),
  row('a subcommand that the baseline has not', 'PowerToolConfig', 'perf', config({ subcommands: [record, { name: 'lock' }] }), 'spec.subcommands[1].name: perf has no subcommand "lock"', 'use "record"'),
  row('a subcommand without a name', 'PowerToolConfig', 'perf', config({ subcommands: [{}] }), 'spec.subcommands[0].name: perf has no subcommand ""', 'use "record"'),
  row('a subcommand of a tool without any', 'PowerToolConfig', 'node-snapshot', { binary: { source: 'builtin' }, subcommands: [{ name: 'now' }] }, 'spec.subcommands[0].name: node-snapshot has no subcommand "now"', 'use ""'),
  row('a capability that perf may not have', 'PowerToolConfig', 'perf', config({ securityContext: { capabilities: { add: ['PERFMON', 'SYS_MODULE'] } } }), 'spec.securityContext.capabilities.add[1]: "SYS_MODULE" is more than perf record may be given', 'use PERFMON, SYS_PTRACE'),
  row('a capability of what needs none', 'PowerToolConfig', 'node-snapshot', { binary: { source: 'builtin' }, securityContext: { capabilities: { add: ['SYS_ADMIN'] } }, subcommands: [{ outputs: [{ name: 'snapshot', path: 's' }] }] }, 'add[0]: "SYS_ADMIN" is more than node-snapshot may be given', 'leave it out'),
  row('a variable that loads code', 'PowerToolConfig', 'perf', config({ environment: { LD_PRELOAD: '/tmp/x.so' } }), 'spec.environment["LD_PRELOAD"]: is no variable that may be set for perf', 'use PERF_CONFIG_NOSYSTEM'),
  row('a program that is part of the agent', 'PowerToolConfig', 'perf', config({ binary: { source: 'builtin' } }), 'spec.binary.source: perf is a program', 'write image or host'),
  row('a part of the agent that is a program', 'PowerToolConfig', 'node-snapshot', { binary: { path: '/bin/sh' }, subcommands: [{ outputs: [{ name: 'snapshot', path: 's' }] }] }, 'spec.binary.source: node-snapshot is part of the agent', 'write builtin'),
  row('no output where the tool writes one', 'PowerToolConfig', 'perf', config({ subcommands: [{ name: 'record' }] }), 'spec.subcommands[0].outputs: lacks "profile", which perf record writes', 'add {name: profile, path: perf.data'),
  row('a locked option that writes a file', 'PowerToolConfig', 'perf', locked('-o', 'x'), 'spec.subcommands[0].defaultArgs: Cannot run "perf record with locked arguments"'),
  row('a locked program', 'PowerToolConfig', 'perf', locked('sh'), 'spec.subcommands[0].defaultArgs: ', 'a config locks options only'),
  row('locked options that exclude each other', 'PowerToolConfig', 'perf', locked('--all-user', '--all-kernel'), 'spec.subcommands[0].defaultArgs: ', 'choose --all-kernel or --all-user'),
  row('a locked value above the baseline', 'PowerToolConfig', 'perf', locked('-F', '5000'), 'spec.subcommands[0].defaultArgs: ', '1 to 999'),
  row('a policy of another tool', 'PowerToolConfig', 'perf', config({ argumentPolicy: 'of-snapshot' }), 'spec.argumentPolicy: "of-snapshot" is for tool "node-snapshot"', 'name a policy for "perf", or leave it out'),
  row('more memory asked for than allowed', 'PowerToolConfig', 'perf', config({ resources: { requests: { memory: '1Gi' }, limits: { memory: '512Mi' } } }), 'spec.resources.requests.memory: 1Gi is above spec.resources.limits.memory, 512Mi', 'give at most that'),
  row('more CPU asked for than allowed', 'PowerToolConfig', 'perf', config({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }), 'spec.resources.requests.cpu: 2 is above spec.resources.limits.cpu, 1'),

  row('a policy of a tool that no agent has', 'PowerToolArgumentPolicy', 'wrong', { tool: 'htop', subcommands: [{}] }, 'spec.tool: no agent has a tool "htop"', 'use perf, aperf'),
  row('a policy of a subcommand that the baseline has not', 'PowerToolArgumentPolicy', 'wrong', { tool: 'perf', subcommands: [{ name: 'lock' }] }, 'spec.subcommands[0].name: subcommand "lock" is not in the baseline of perf', 'use "record"'),
  row('an option outside the baseline', 'PowerToolArgumentPolicy', 'wrong', policy({ names: ['-a'] }, { names: ['-o', '--output'] }), 'spec.subcommands[0].options[1]: option "-o, --output" of subcommand "record" is not one option of the baseline', 'narrow one of -F or --freq'),
  row('two options as one', 'PowerToolArgumentPolicy', 'wrong', policy({ names: ['-F', '-a'] }), 'spec.subcommands[0].options[0]: option "-F, -a"', 'is not one option of the baseline'),
  row('an option twice in a policy', 'PowerToolArgumentPolicy', 'wrong', policy({ names: ['-F'] }, { names: ['--freq'] }), 'spec.subcommands[0].options[1]: option "--freq" of subcommand "record" stands there twice', 'leave one out'),
  row('a value for what takes none', 'PowerToolArgumentPolicy', 'wrong', policy({ names: ['-a'], value: { max: 1 } }), 'spec.subcommands[0].options[0].value: ', 'is a flag and takes no value'),
  row('a range beyond the baseline', 'PowerToolArgumentPolicy', 'wrong', policy({ names: ['-F'], value: { max: 5000 } }), 'spec.subcommands[0].options[0].value.max: ', '5000 is above 999', 'give 1 to 999'),
  row('a range upside down', 'PowerToolArgumentPolicy', 'wrong', policy({ names: ['-F'], value: { min: 50, max: 49 } }), 'spec.subcommands[0].options[0].value.min: 50 is above max, 49'),
  row('words for a number', 'PowerToolArgumentPolicy', 'wrong', policy({ names: ['-F'], value: { values: ['99'] } }), 'spec.subcommands[0].options[0].value.values: ', 'values of its type take min and max'),
  row('an event that the baseline does not know', 'PowerToolArgumentPolicy', 'wrong', policy({ names: ['-e'], value: { values: ['cycles', 'bpf-output'] } }), 'spec.subcommands[0].options[0].value.values[1]: ', '"bpf-output" is not in the baseline'),
  row('values that nobody can narrow', 'PowerToolArgumentPolicy', 'wrong', policy({ names: ['-p'], value: { min: 1 } }), 'spec.subcommands[0].options[0].value.min: ', 'are allowed all or none: leave min out'),
  row('a mode that the baseline does not know', 'PowerToolArgumentPolicy', 'wrong', policy({ names: ['--call-graph'], value: { values: ['all'] } }), 'spec.subcommands[0].options[0].value.values[0]: ', '"all" is not in the baseline: use fp, dwarf, lbr'),
  row('an overlay that denies what is required', 'PowerToolArgumentPolicy', 'wrong', { ...policy({ names: ['-a'], required: true }), namespaces: [{ names: ['dev-*'], denyOptions: ['-a'] }] }, 'spec.namespaces[0].denyOptions[0]: takes away -a, which the policy requires', 'deny the subcommand'),
  row('an overlay that takes nothing away', 'PowerToolArgumentPolicy', 'wrong', { ...policy({ names: ['-a'] }), namespaces: [{ names: ['dev-*'] }] }, 'spec.namespaces[0]: takes nothing away', 'give denyOptions'),
  row('a pattern that backtracks', 'PowerToolArgumentPolicy', 'wrong', policy({ names: ['-e'], value: { pattern: '(a+)+\\1' } }), 'spec.subcommands[0].options[0].value.pattern: ', 'write it in the syntax of RE2'),
  row('a preset above the baseline', 'PowerToolConfig', 'perf', config({ subcommands: [{ ...record, presets: { high: ['-F', '5000'] } }] }), 'spec.subcommands[0].presets.high: ', '1 to 999'),
  row('a range of versions that holds none', 'PowerToolConfig', 'perf', config({ version: '>7 <5' }), 'spec.version: no version is within ">7 <5"'),
  row('a preset that the config has not', 'PowerTool', '', tool({ resolutionPreset: 'low' }), 'spec.tool.resolutionPreset: "perf record" has no preset "low"', 'leave it out, there are none'),
];
