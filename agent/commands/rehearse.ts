import { Writable } from 'node:stream';
import type { Reason } from '../../shared/domain/reasons.ts';
import { runFollowUp } from '../execution/run-follow-up.ts';
import type { ToolRequest } from '../execution/tool-request.ts';
import type { Acceptance } from './accept-command.ts';
import type { CommandDeps } from './command-deps.ts';

const timeoutMs = 5_000;
const maxDiagnostics = 300;

/**
 * Lets the tool itself check what the grammar cannot, as a packet filter that has to be compiled: in the run's cgroup,
 * with the run's rights, before anything is captured. Undefined: it is right, or there is nothing to check.
 */
export async function rehearse(
  acceptance: Extract<Acceptance, { kind: 'accepted' }>,
  request: ToolRequest,
  deps: CommandDeps,
  signal: AbortSignal,
): Promise<{ readonly kind: 'refused'; readonly reason: Reason; readonly message: string } | undefined> {
  const { rehearsal } = acceptance.subcommand;
  if (rehearsal === undefined) return undefined;
  const args = [...rehearsal, ...acceptance.canonicalArgs];
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const result = await runFollowUp({ ...request, args, stdoutTo: nowhere, timeoutMs }, deps, signal);
  if (result.kind === 'finished') return undefined;
  if (result.reason === 'ExecFailed' || result.reason === 'CgroupFailed')
    return { kind: 'refused', reason: result.reason, message: result.message };
  const said = result.diagnostics.trim().slice(0, maxDiagnostics);
  const why = said === '' ? result.message : said;
  return {
    kind: 'refused',
    reason: 'ArgumentRefused',
    message: `Cannot run "${[acceptance.tool.tool, ...acceptance.canonicalArgs].join(' ')}": the tool does not take it: ${why}`,
  };
}
