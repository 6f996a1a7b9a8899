import { findSubcommand } from '../../shared/arguments/find-subcommand.ts';
import { findRollingFault } from '../../shared/arguments/roll-output.ts';
import { parseDurationMs } from '../../shared/domain/duration.ts';
import { matchesGlob } from '../../shared/domain/glob.ts';
import { parseBytes } from '../../shared/domain/quantity.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import type { PowerToolConfigSpec } from '../../shared/kinds/power-tool-config.ts';
import { orphanGraceMs } from '../kept/decide-kept.ts';
import type { ToolRules } from '../settings/tool-rules.ts';
import { checkGuards, toGuards } from './guards.ts';
import { judgeUnderPolicy } from './judge-under-policy.ts';
import type { CommandTemplate, OutsidePolicy } from './plan.ts';
import { resolveCaps } from './resolve-caps.ts';

export interface CaptureName {
  readonly runUid: string;
  readonly namespace: string;
  readonly name: string;
}

export type CheckedCapture =
  | {
      readonly kind: 'valid';
      readonly command: CommandTemplate;
      readonly argv: readonly string[];
      /** What a policy that does not enforce would have refused; undefined where there is nothing. */
      readonly outsidePolicy: OutsidePolicy | undefined;
    }
  | { readonly kind: 'invalid'; readonly faults: readonly string[] };

const commitTimeoutMs = 30_000;

/**
 * Checks a capture against the config, the policy and the baseline, and makes the part of its command that all
 * nodes share. All faults are listed, not the first alone. What only a policy refuses that does not enforce is no
 * fault. Pids and net devices are only known on the node, so a capture that names one is checked there.
 */
export function checkCapture(spec: PowerToolSpec, rules: ToolRules, names: CaptureName): CheckedCapture {
  const { config } = rules;
  const durationMs = parseDurationMs(spec.tool.duration) ?? 0;
  const caps = resolveCaps(spec, rules);
  const subcommand = findSubcommand(config.subcommands, spec.tool.args)?.subcommand;
  const judged = judgeUnderPolicy({ spec, subcommand, durationMs }, rules.policy, names.namespace);
  const faults = [
    ...checkNamespace(spec, config, names.namespace),
    ...checkDuration(spec, rules, durationMs),
    ...checkGuards(spec, config),
    ...judged.faults,
    ...(caps.kind === 'refused' ? caps.faults : []),
    ...(judged.line.kind === 'refused' ? [judged.line.fault] : []),
  ];
  const rollingIntervalMs = parseDurationMs(spec.output.rollingInterval) ?? 0;
  if (judged.line.kind === 'allowed') {
    const { name, ...baseline } = judged.line.verdict.subcommand;
    const fault = findRollingFault(baseline, rollingIntervalMs);
    const line = `${spec.tool.name} ${name}`.trim();
    if (fault !== undefined)
      faults.push(`spec.output.rollingInterval: Cannot roll the output of tool "${line}": ${fault}`);
  }
  if (judged.line.kind === 'allowed' && subcommand === undefined) {
    const { name } = judged.line.verdict.subcommand;
    faults.push(`spec.tool.args: the config of "${spec.tool.name}" has no subcommand "${name}"`);
  }
  if (
    faults.length > 0 ||
    judged.line.kind === 'refused' ||
    subcommand === undefined ||
    caps.kind === 'refused'
  ) {
    return { kind: 'invalid', faults };
  }
  const { verdict, args } = judged.line;
  const graceMs = parseDurationMs(subcommand.stop.gracePeriod) ?? 0;
  return {
    kind: 'valid',
    argv: verdict.argv,
    outsidePolicy: judged.outsidePolicy,
    command: {
      runUid: names.runUid,
      captureNamespace: names.namespace,
      captureName: names.name,
      tool: spec.tool.name,
      lockedArgs: subcommand.defaultArgs,
      args,
      configDigest: rules.configDigest,
      policyDigest: rules.policyDigest,
      binary: config.binary,
      caps: caps.caps,
      graceMs: Math.max(graceMs, verdict.subcommand.stop.minGraceMs),
      outputs: subcommand.outputs,
      durationMs,
      warmupMs: parseDurationMs(spec.tool.warmup) ?? 0,
      commitTimeoutMs,
      capabilities: config.securityContext.capabilities.add,
      environment: config.environment,
      uploadDeadlineMs: parseDurationMs(spec.output.uploadDeadline) ?? 0,
      concurrentPerNode: config.limits.concurrentPerNode,
      exclusiveWith: config.limits.exclusiveWith,
      versionRange: config.version ?? '',
      ...toGuards(spec),
      compression: spec.output.compression,
      keepMs: toKeepMs(spec),
      maxUploadBytesPerSecond: parseBytes(spec.output.maxUploadRate) ?? 0,
      rollingIntervalMs,
    },
  };
}

/**
 * Nodes free what they keep by themselves when it has expired here for sure: the retention counts from the end of the
 * capture, which they do not know.
 */
function toKeepMs({ output }: PowerToolSpec): number {
  return output.mode === 'node' ? (parseDurationMs(output.retention) ?? 0) + orphanGraceMs : 0;
}

function checkNamespace(
  spec: PowerToolSpec,
  { allowedNamespaces = [] }: PowerToolConfigSpec,
  namespace: string,
): readonly string[] {
  if (allowedNamespaces.length === 0) return [];
  if (allowedNamespaces.some((glob) => matchesGlob(glob, namespace))) return [];
  const right = `its config allows ${allowedNamespaces.join(', ')}`;
  return [`spec.tool.name: "${spec.tool.name}" is not for captures of namespace "${namespace}": ${right}`];
}

function checkDuration(
  { tool }: PowerToolSpec,
  { config, cuts }: ToolRules,
  durationMs: number,
): readonly string[] {
  const limit = config.limits.duration;
  if (durationMs <= (parseDurationMs(limit) ?? 0)) return [];
  const isCut = cuts.some(({ field }) => field === 'spec.limits.duration');
  const whose = isCut ? "the coordinator's ceiling" : `the config of "${tool.name}"`;
  return [`spec.tool.duration: "${tool.duration}" is above the limit of "${limit}" that ${whose} sets`];
}
