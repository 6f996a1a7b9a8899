import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import { findSubcommand } from '../../shared/arguments/find-subcommand.ts';
import { parseCommandId } from '../../shared/domain/command-id.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import type { AgentSays } from '../../shared/domain/session-messages.ts';
import { hasCode } from '../../shared/runtime/has-code.ts';
import type { CommandDeps } from './command-deps.ts';
import { type CommandRecord, toCommandRecord } from './command-state.ts';
import { readJournal, reopenJournal } from './journal.ts';
import { letGoOn } from './keep-targets-running.ts';
import { LiveCommand } from './live-command.ts';
import { makeOutcome, makeUnstartedOutcome } from './make-outcome.ts';
import { findRolledOutput } from './rolled-output.ts';
import { sealOutputs, toWantedFiles } from './seal-outputs.ts';
import { takeLastSegments } from './take-segments.ts';

/**
 * What an earlier agent left in the spool, each command with its outcome. Its cgroups are emptied first, so nothing
 * writes any more, and targets that a tool had stopped go on. A tool that had ended is sealed as if nothing had
 * happened; one that was running has ended as `agentLost`, with whatever files there are; one that had not started
 * leaves nothing but that outcome. Outcomes of before a reboot tell no instant of the monotonic clock.
 */
export async function recoverCommands(
  deps: CommandDeps,
  say: (says: AgentSays) => void,
): Promise<readonly LiveCommand[]> {
  const swept = await deps.cgroups.sweep();
  if (swept.length > 0) deps.log.warn({ cgroups: swept }, 'Cgroups of an earlier agent were removed');
  const recovered: LiveCommand[] = [];
  for (const name of await readdir(deps.spool)) {
    if (parseCommandId(name) === undefined) continue;
    const directory = join(deps.spool, name);
    try {
      const live = await recoverOne(directory, deps, say);
      if (live !== undefined) recovered.push(live);
    } catch (error) {
      deps.log.error({ err: error, command: name }, 'Command of an earlier agent could not be recovered');
    }
  }
  return recovered;
}

async function recoverOne(
  directory: string,
  deps: CommandDeps,
  say: (says: AgentSays) => void,
): Promise<LiveCommand | undefined> {
  const read = await readRecord(directory);
  if (read === undefined) {
    // Died before the acceptance was durable: nothing had been done.
    await rm(directory, { recursive: true });
    return undefined;
  }
  const isRebooted = read.bootId !== deps.bootId;
  const record = isRebooted ? withoutOldClock(read) : read;
  // Pids and start times of another boot name processes of this one.
  if (!isRebooted && record.end === undefined) letGoOn(record.stoppable, deps.log);
  const live = new LiveCommand(directory, record, say);
  live.journal = await reopenJournal(directory);
  await removeDelivered(live);
  if (record.outcome === undefined) {
    const outcome = await endRecovered(live, isRebooted, deps);
    await deps.failpoints.reach('agent.before-outcome');
    await live.note({ kind: 'outcome', outcome });
    deps.log.warn({ command: live.id, ending: outcome.ending }, 'Command of an earlier agent was ended');
  }
  return live;
}

async function readRecord(directory: string): Promise<CommandRecord | undefined> {
  try {
    return toCommandRecord(await readJournal(directory));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** The agent may have died between a receipt, or the word that nothing is kept any more, and the removal of the file. */
async function removeDelivered(live: LiveCommand): Promise<void> {
  const { sealed, receipts, discarded } = live.record;
  for (const { artifact, path } of sealed) {
    const isDelivered = receipts.some(({ artifactId }) => artifactId === artifact.artifactId);
    if (!isDelivered && !discarded) continue;
    if (isDelivered) live.durable.set(artifact.artifactId, artifact.sizeBytes);
    await rm(join(live.directory, path), { force: true });
  }
}

/** The monotonic clock began anew: an instant of before must not be compared with one of now. */
function withoutOldClock(record: CommandRecord): CommandRecord {
  const { outcome } = record;
  return { ...record, startedMonotonicUs: 0, outcome: outcome && { ...outcome, startedMonotonicUs: 0 } };
}

async function endRecovered(live: LiveCommand, isRebooted: boolean, deps: CommandDeps): Promise<Outcome> {
  const { command, state, execution, end } = live.record;
  const directory = join(live.directory, 'run');
  const lost = { ending: 'agentLost', reason: 'AgentLost' } as const;
  if (state === 'accepted' || state === 'prepared') {
    await rm(directory, { recursive: true, force: true });
    const message = `${isRebooted ? 'The node was started anew' : 'The agent died'} before the tool was started`;
    return makeUnstartedOutcome(live.id, { ...lost, message }, execution);
  }
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const subcommands = catalogue.get(command.tool)?.subcommands ?? [];
  const subcommand = findSubcommand(subcommands, command.args)?.subcommand;
  const rolled = findRolledOutput(command, subcommand);
  if (rolled !== undefined) await takeLastSegments(live, rolled, directory, deps);
  const wanted = toWantedFiles(command, execution.argv, subcommand);
  const artifacts = await sealOutputs(live, wanted, directory, deps);
  await deps.failpoints.reach('agent.after-seal');
  const { startedMonotonicUs, startedUnixUs } = live.record;
  if (end !== undefined) return { ...makeOutcome(command, end, artifacts, execution), startedMonotonicUs };
  const what = isRebooted ? 'The node was started anew' : 'The agent died';
  const message = `${what} while the tool ran; what it left was salvaged`;
  return {
    ...makeUnstartedOutcome(live.id, { ...lost, message }, execution),
    startedMonotonicUs,
    startedUnixUs,
    endedUnixUs: deps.clock.unixUs(),
    artifacts,
    cause: 'agentLost',
  };
}
