import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import type { ToolBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';
import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import type { ToolFacts } from '../../shared/domain/outcome.ts';
import { pinBinary } from '../execution/pin-binary.ts';
import type { VersionReader } from './read-versions.ts';

export interface FindToolsDeps {
  /** Places of tools on this node, by tool. */
  readonly toolPaths: ReadonlyMap<string, string>;
  readonly readVersion: VersionReader;
  readonly perfProblem: string;
}

/** Every tool of the baseline as it is on this node, usable or not. */
export async function findTools(deps: FindToolsDeps): Promise<readonly ToolFacts[]> {
  return await Promise.all([...catalogue.values()].map((tool) => findTool(tool, deps)));
}

async function findTool(tool: ToolBaseline, deps: FindToolsDeps): Promise<ToolFacts> {
  const name = tool.tool;
  if (tool.source === 'builtin') return { name, path: '', version: '', sha256: '', problem: '' };
  const path = deps.toolPaths.get(name) ?? defaultConfigs.get(name)?.binary?.path ?? '';
  const pinned = await pinBinary({ path, sha256: [] });
  if (pinned.kind === 'refused') return { name, path, version: '', sha256: '', problem: pinned.message };
  const { binary } = pinned;
  try {
    const version = await deps.readVersion(binary, tool.versionArgs);
    const problem = name === 'perf' ? deps.perfProblem : '';
    return { name, path: binary.realPath, version, sha256: binary.sha256, problem };
  } finally {
    await binary.close();
  }
}
