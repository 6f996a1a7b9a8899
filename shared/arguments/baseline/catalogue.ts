import { nodeSnapshot } from './node-snapshot.ts';
import { perf } from './perf.ts';
import type { ToolBaseline } from './tool-baseline.ts';

/** Every tool that an agent could ever run, by its exact name. */
export const catalogue: ReadonlyMap<string, ToolBaseline> = new Map(
  [perf, nodeSnapshot].map((tool) => [tool.tool, tool]),
);
