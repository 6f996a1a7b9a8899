import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import { findSubcommand } from '../../shared/arguments/find-subcommand.ts';
import type { Command } from '../../shared/domain/command.ts';
import { parseBytes } from '../../shared/domain/quantity.ts';
import { buildCommand } from './command.ts';

type Wish = Partial<Command> & {
  readonly nodeUid: string;
  readonly tool: string;
  readonly args: readonly string[];
};

/** A command as the tool's default config makes it: its executable, rights, limits, environment and outputs. */
export function buildDefaultCommand(wish: Wish): Command {
  const { tool, args } = wish;
  const config = defaultConfigs.get(tool);
  const found = findSubcommand(catalogue.get(tool)?.subcommands ?? [], args);
  const subcommand = config?.subcommands.find(({ name }) => name === found?.subcommand.name);
  if (config?.binary === undefined || subcommand === undefined)
    throw new Error(`Cannot build a command for "${tool}": it has no default config`);
  return buildCommand({
    runUid: `run-${tool}`,
    binary: config.binary,
    capabilities: config.securityContext.capabilities.add,
    environment: config.environment,
    outputs: subcommand.outputs,
    caps: {
      ...buildCommand(wish).caps,
      memoryBytes: parseBytes(config.resources.limits.memory) ?? 0,
      pids: config.limits.pids,
      outputBytes: parseBytes(config.limits.outputBytes) ?? 0,
    },
    ...wish,
  });
}
