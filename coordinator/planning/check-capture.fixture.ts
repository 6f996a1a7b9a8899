import { compilePolicy } from '../../shared/arguments/compile-policy.ts';
import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import type { Enforcement, PolicyRules } from '../../shared/kinds/power-tool-argument-policy.ts';
import type { SubcommandConfig } from '../../shared/kinds/power-tool-config.ts';
import { validateSpec } from '../../shared/kinds/validate-spec.ts';
import { applyCeiling, type Ceiling, noCeiling } from '../settings/ceiling.ts';
import type { ToolPolicy, ToolRules } from '../settings/tool-rules.ts';
import { type CheckedCapture, checkCapture } from './check-capture.ts';

const policyRules: PolicyRules = {
  tool: 'perf',
  maxDuration: '10m',
  subcommands: [
    {
      name: 'record',
      options: [
        { names: ['-F'], value: { max: 99 }, required: false },
        ...['-a', '-g', '-p'].map((name) => ({ names: [name], required: false })),
      ],
    },
  ],
  namespaces: [{ names: ['dev-*'], denyOptions: ['-a'], maxDuration: '1m' }],
};

/** Frequencies up to 99, `-a`, `-g` and `-p` for 10 minutes; in dev-* no `-a` and 1 minute. */
export function policy(enforcement: Enforcement = 'Enforce'): ToolPolicy {
  const compiled = compilePolicy(policyRules);
  if (compiled.kind === 'rejected') throw new Error(compiled.faults.join('; '));
  return { name: 'narrow', enforcement, compiled: compiled.policy, document: { digest: '', spec: '' } };
}

/** What administrators have said. */
export interface World {
  readonly policy?: ToolPolicy;
  readonly config?: object;
  readonly record?: Partial<SubcommandConfig>;
  readonly ceiling?: Partial<Ceiling>;
  readonly namespace?: string;
}

function rulesOf({ config, record, ceiling, ...world }: World): ToolRules {
  const base = defaultConfigs.get('perf');
  const subcommands = base?.subcommands.map((each) => ({ ...each, ...record }));
  const valid = validateSpec('PowerToolConfig', { ...base, subcommands, ...config });
  if (valid.kind === 'invalid') throw new Error(JSON.stringify(valid.faults));
  return {
    ...applyCeiling(valid.spec, { ...noCeiling, ...ceiling }),
    configDigest: 'c',
    policy: world.policy,
    policyDigest: '',
    documents: [],
  };
}

/** A capture of 30 s of `perf record`, in namespace "oncall" unless the world says otherwise. */
export function check(line: string, tool: object, world: World): CheckedCapture {
  const valid = validateSpec('PowerTool', {
    tool: { name: 'perf', args: ['record', ...line.split(' ')], duration: '30s', ...tool },
    targets: { allNodes: true },
  });
  if (valid.kind === 'invalid') throw new Error(JSON.stringify(valid.faults));
  const names = { runUid: 'u', namespace: world.namespace ?? 'oncall', name: 'n' };
  return checkCapture(valid.spec, rulesOf(world), names);
}

/** The faults, or the argv without what is injected. */
export function outcome(checked: CheckedCapture): string {
  return checked.kind === 'invalid' ? checked.faults.join('; ') : checked.argv.slice(0, -3).join(' ');
}
