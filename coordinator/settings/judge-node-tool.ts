import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import type { ToolFacts } from '../../shared/domain/outcome.ts';
import { findVersionFault } from '../../shared/domain/version-range.ts';

/** What a config says of its executable. */
export interface WantedTool {
  readonly tool: string;
  readonly path: string;
  /** `''`: any version. */
  readonly versionRange: string;
}

/**
 * Why the version that an agent found is not one that the config allows; undefined where it is, and where only the
 * agent can tell: it looked at the place of the default config, or at one that its own node's administrator names.
 */
export function findVersionMisfit(facts: readonly ToolFacts[], wanted: WantedTool): string | undefined {
  const { tool, path, versionRange } = wanted;
  const found = facts.find(({ name }) => name === tool);
  if (versionRange === '' || found === undefined || found.problem !== '') return undefined;
  if (path !== defaultConfigs.get(tool)?.binary.path || found.version === '') return undefined;
  const fault = findVersionFault(found.version, versionRange);
  return fault === undefined ? undefined : `The version of its ${tool} ${fault}`;
}

/** Whether a node has a tool, as far as its agent can tell, and of a version that the config allows. */
export function isSupported(facts: readonly ToolFacts[], wanted: WantedTool): boolean {
  const found = facts.find(({ name }) => name === wanted.tool);
  return found !== undefined && found.problem === '' && findVersionMisfit(facts, wanted) === undefined;
}
