import { measureStart } from './record.ts';
import type { Run } from './run.ts';
import type { StageDeps } from './stage.ts';

/** Takes up from the sessions when each tool of a run really started. */
export function observeStarts(run: Run, deps: StageDeps): void {
  for (const node of run.nodes.values()) {
    const session = deps.sessions.get(node.planned.name);
    const startedUs = session?.commands.get(node.planned.commandId)?.startedMonotonicUs ?? 0;
    if (node.start !== undefined || session === undefined) continue;
    node.start = measureStart(session, startedUs, { run, wave: node.wave }, deps.clock);
  }
}
