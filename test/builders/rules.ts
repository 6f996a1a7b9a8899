import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import { findSubcommand } from '../../shared/arguments/find-subcommand.ts';
import type { Command } from '../../shared/domain/command.ts';
import type { RuleDocument } from '../../shared/domain/session-messages.ts';
import { digestSpec } from '../../shared/kinds/digest-spec.ts';

/** A command whose config says exactly what it asks for, and that config; no policy narrows it. */
export function withRules(command: Command): { readonly command: Command; readonly document: RuleDocument } {
  const { caps, tool, args } = command;
  const baseline = catalogue.get(tool)?.subcommands ?? [];
  const resources = {
    cpu: `${Math.max(1, caps.cpuPercent) * 10}m`,
    memory: String(Math.max(2 ** 20, caps.memoryBytes)),
  };
  const spec = {
    description: '',
    binary: command.binary,
    securityContext: { capabilities: { add: command.capabilities } },
    resources: { requests: { cpu: '1m', memory: '1Mi' }, limits: resources },
    limits: {
      pids: Math.max(1, caps.pids),
      outputBytes: String(Math.max(2 ** 20, caps.outputBytes)),
      duration: '24h',
      concurrentPerNode: Math.max(1, command.concurrentPerNode),
      exclusiveWith: command.exclusiveWith,
    },
    subcommands: [
      {
        name: findSubcommand(baseline, args)?.subcommand.name ?? '',
        defaultArgs: command.lockedArgs,
        stop: { gracePeriod: '30s' },
        outputs: command.outputs,
      },
    ],
    environment: command.environment,
    ...(command.versionRange === '' ? {} : { version: command.versionRange }),
  };
  const digest = digestSpec(spec);
  const document = { digest, spec: JSON.stringify(spec) };
  return { command: { ...command, configDigest: digest, policyDigest: '' }, document };
}
