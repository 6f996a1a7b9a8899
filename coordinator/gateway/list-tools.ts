import { usageText } from '../../shared/arguments/usage-text.ts';
import { parseDurationMs } from '../../shared/domain/duration.ts';
import type { ListToolsResponse } from '../../shared/rpc/generated/toe/v1/ListToolsResponse.ts';
import type { ToolDescription } from '../../shared/rpc/generated/toe/v1/ToolDescription.ts';
import { readToolRules } from '../settings/read-tool-rules.ts';
import type { GatewayDeps } from './gateway-deps.ts';

/** Every tool that has a config, whether it can be used, and on how many of the connected nodes. */
export async function listTools(deps: GatewayDeps): Promise<ListToolsResponse> {
  const tools: ToolDescription[] = [];
  for (const { resource } of await deps.source.listConfigs()) {
    const { name } = resource.metadata;
    const rules = await readToolRules(name, deps.stages);
    const sessions = deps.sessions.all().filter((session) => session.connected);
    const problems = sessions.flatMap((session) =>
      session.facts.tools.filter((tool) => tool.name === name && tool.problem !== ''),
    );
    tools.push({
      name,
      description: resource.spec.description,
      subcommands: resource.spec.subcommands
        .map((subcommand) => subcommand.name)
        .filter((word) => word !== ''),
      ready: rules.kind === 'found',
      problem: rules.kind === 'refused' ? rules.message : (problems[0]?.problem ?? ''),
      nodesSupported: sessions.length - problems.length,
      nodesUnsupported: problems.length,
      maxDurationMs: parseDurationMs(resource.spec.limits.duration) ?? 0,
      usage: usageText(name, rules.kind === 'found' ? rules.rules.policy?.compiled : undefined),
    });
  }
  return { tools };
}
