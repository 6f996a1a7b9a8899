import { type ArgumentVerdict, checkArguments } from '../../shared/arguments/check-arguments.ts';
import type { CompiledPolicy } from '../../shared/arguments/compile-policy.ts';
import { findSubcommand } from '../../shared/arguments/find-subcommand.ts';
import { parseDurationMs, toDurationText } from '../../shared/domain/duration.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import type { PowerToolConfigSpec, SubcommandConfig } from '../../shared/kinds/power-tool-config.ts';
import type { CommandTemplate } from './plan.ts';
import { resolveCaps } from './resolve-caps.ts';

/** The administrators' word on the tool of a capture. */
export interface ToolRules {
  readonly config: PowerToolConfigSpec;
  readonly configDigest: string;
  readonly policy: CompiledPolicy | undefined;
  readonly policyDigest: string;
}

export interface CaptureName {
  readonly runUid: string;
  readonly namespace: string;
  readonly name: string;
}

export type CheckedCapture =
  | { readonly kind: 'valid'; readonly command: CommandTemplate; readonly argv: readonly string[] }
  | { readonly kind: 'invalid'; readonly faults: readonly string[] };

const commitTimeoutMs = 30_000;

/**
 * Checks a capture against the config, the policy and the baseline, and makes the part of its command that all
 * nodes share. All faults are listed, not the first alone. Pids and net devices are only known on the node, so
 * a capture that names one is checked there.
 */
export function checkCapture(spec: PowerToolSpec, rules: ToolRules, names: CaptureName): CheckedCapture {
  const { config } = rules;
  const faults: string[] = [];
  const durationMs = parseDurationMs(spec.tool.duration) ?? 0;
  const limitMs = parseDurationMs(config.limits.duration) ?? 0;
  if (durationMs > limitMs) {
    faults.push(
      `spec.tool.duration: "${spec.tool.duration}" is above the limit of "${config.limits.duration}" that the config of "${spec.tool.name}" sets`,
    );
  }
  const policyLimitMs = rules.policy?.maxDurationMs ?? Number.POSITIVE_INFINITY;
  if (durationMs > policyLimitMs) {
    faults.push(
      `spec.tool.duration: "${spec.tool.duration}" is above the limit of "${toDurationText(policyLimitMs)}" that the argument policy of "${spec.tool.name}" sets`,
    );
  }
  const caps = resolveCaps(spec, config);
  if (caps.kind === 'refused') faults.push(...caps.faults);

  const { verdict, subcommand } = judgeArguments(spec, rules, Math.min(durationMs, policyLimitMs));
  if (verdict.kind === 'refused') faults.push(`spec.tool.args: ${verdict.message}`);
  else if (subcommand === undefined) {
    faults.push(
      `spec.tool.args: the config of "${spec.tool.name}" has no subcommand "${verdict.subcommand.name}"`,
    );
  }
  if (
    faults.length > 0 ||
    verdict.kind === 'refused' ||
    subcommand === undefined ||
    caps.kind === 'refused'
  ) {
    return { kind: 'invalid', faults };
  }
  const graceMs = parseDurationMs(subcommand.stop.gracePeriod) ?? 0;
  return {
    kind: 'valid',
    argv: verdict.argv,
    command: {
      runUid: names.runUid,
      captureNamespace: names.namespace,
      captureName: names.name,
      tool: spec.tool.name,
      lockedArgs: subcommand.defaultArgs,
      args: spec.tool.args,
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
    },
  };
}

function judgeArguments(
  spec: PowerToolSpec,
  rules: ToolRules,
  durationMs: number,
): { readonly verdict: ArgumentVerdict; readonly subcommand: SubcommandConfig | undefined } {
  const subcommand = findSubcommand(rules.config.subcommands, spec.tool.args)?.subcommand;
  const verdict = checkArguments(
    {
      tool: spec.tool.name,
      lockedArgs: subcommand?.defaultArgs ?? [],
      args: spec.tool.args,
      durationMs,
      scope: spec.targets.labelSelector === undefined ? 'node' : 'pods',
      targetPids: new Set(),
      netDevices: new Set(),
    },
    rules.policy,
  );
  return { verdict, subcommand };
}
