import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../../shared/domain/outcome.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import { hasCode } from '../../shared/runtime/has-code.ts';
import type { Acceptance } from './accept-command.ts';
import type { CommandDeps } from './command-deps.ts';
import { type Execution, unknownExecution } from './execution.ts';
import { createJournal } from './journal.ts';
import type { LiveCommand } from './live-command.ts';
import { makeOutcome, makeUnstartedOutcome } from './make-outcome.ts';
import { prepareRun } from './prepare-run.ts';
import { findRolledOutput } from './rolled-output.ts';
import { runAfter } from './run-after.ts';
import { type RunEnding, runPrepared } from './run-prepared.ts';
import { sealOutputs, toWantedFiles } from './seal-outputs.ts';
import { takeLastSegments } from './take-segments.ts';

type Accepted = Extract<Acceptance, { kind: 'accepted' }>;

/**
 * Carries an accepted command from its journal to its durable outcome: one way in, one way out. When this resolves
 * no process and no cgroup of the run is left, its files are sealed and with the upload queue, and the outcome is
 * in the journal and said.
 */
export async function carryOutCommand(
  live: LiveCommand,
  acceptance: Accepted,
  deps: CommandDeps,
): Promise<void> {
  const log = deps.log.child({ command: live.id, tool: live.record.command.tool });
  deps.onBegun();
  let outcome: Outcome;
  try {
    await openJournal(live, deps);
    outcome = await makeWhatHappened(live, acceptance, { ...deps, log });
    await deps.failpoints.reach('agent.before-outcome');
    await live.note({ kind: 'outcome', outcome });
    await deps.failpoints.reach('agent.after-outcome');
  } catch (error) {
    log.error({ err: error }, 'Command failed inside the agent');
    outcome = makeFaultOutcome(live, error);
    await live.note({ kind: 'outcome', outcome }).catch(() => live.apply({ kind: 'outcome', outcome }));
  }
  deps.onEnded(outcome.ending);
  log.info({ ending: outcome.ending, reason: outcome.reason }, 'Command ended');
}

async function openJournal(live: LiveCommand, deps: CommandDeps): Promise<void> {
  const { command, bootId } = live.record;
  const journal = await createJournal(live.directory);
  await journal.append({ kind: 'accepted', command, bootId, unixUs: deps.clock.unixUs() });
  live.journal = journal;
  live.report();
  await deps.failpoints.reach('agent.after-accept');
}

async function makeWhatHappened(
  live: LiveCommand,
  acceptance: Accepted,
  deps: CommandDeps,
): Promise<Outcome> {
  const { command } = live.record;
  const directory = join(live.directory, 'run');
  await mkdir(directory, { mode: 0o700 });
  const ran = await runInside(live, acceptance, directory, deps);
  if (ran.kind === 'unstarted') return makeUnstartedOutcome(live.id, ran, ran.execution);
  if (ran.end.startedMonotonicUs === 0) return makeOutcome(command, ran.end, [], ran.execution);
  await deps.failpoints.reach('agent.before-seal');
  const wanted = toWantedFiles(command, acceptance.argv, acceptance.subcommand);
  const artifacts = await sealOutputs(live, wanted, directory, deps);
  await deps.failpoints.reach('agent.after-seal');
  return makeOutcome(command, ran.end, artifacts, ran.execution);
}

type InsideEnding = (
  | Extract<RunEnding, { kind: 'ran' }>
  | {
      readonly kind: 'unstarted';
      readonly ending: Extract<RunEnding, { kind: 'unstarted' }>['ending'] | 'refused';
      readonly reason: Extract<RunEnding, { kind: 'unstarted' }>['reason'];
      readonly message: string;
    }
) & { readonly execution?: Execution };

/** Everything that needs the executable and the cgroup; both are gone when it resolves. */
async function runInside(
  live: LiveCommand,
  acceptance: Accepted,
  directory: string,
  deps: CommandDeps,
): Promise<InsideEnding & { readonly execution: Execution }> {
  const { command } = live.record;
  await using cleanUp = new AsyncDisposableStack();
  const input = { command, acceptance, directory, readTakenBytes: () => live.takenBytes };
  const prepared = await prepareRun(input, deps, cleanUp, live.stopping.signal);
  if (prepared.kind === 'refused') {
    const ending: 'refused' | 'cancelled' = live.stopCause === undefined ? 'refused' : 'cancelled';
    const { reason, message } = live.stopCause ?? prepared;
    return { kind: 'unstarted', ending, reason, message, execution: unknownExecution };
  }
  const { run } = prepared;
  await live.note({ kind: 'prepared', execution: run.execution });
  await deps.failpoints.reach('agent.after-prepare');
  const rolled = findRolledOutput(command, acceptance.subcommand);
  await using keeping = new AsyncDisposableStack();
  if (rolled !== undefined && acceptance.subcommand.followUp !== undefined) keeping.use(keepDelivered(live));
  const ran = await runPrepared(live, run, input, deps);
  if (ran.kind === 'unstarted') return { ...ran, execution: run.execution };
  if (ran.end.startedMonotonicUs > 0) {
    await deps.failpoints.reach('agent.before-end');
    await live.note({ kind: 'ended', end: ran.end });
    if (rolled !== undefined) await takeLastSegments(live, rolled, directory, deps);
    await runAfter(live, ran.run, acceptance, directory, deps);
  }
  return { ...ran, execution: ran.run.execution };
}

/** Delivered segments stay, to be read by the follow-up, until it is disposed of. */
function keepDelivered(live: LiveCommand): AsyncDisposable {
  live.keptFiles = [];
  return {
    [Symbol.asyncDispose]: async () => {
      const kept = live.keptFiles ?? [];
      live.keptFiles = undefined;
      for (const path of kept) await rm(path, { force: true });
    },
  };
}

function makeFaultOutcome(live: LiveCommand, error: unknown): Outcome {
  const why = error instanceof Error ? error.message : String(error);
  const isFull = hasCode(error, 'ENOSPC', 'EDQUOT');
  const { startedMonotonicUs, startedUnixUs, sealed, execution } = live.record;
  const hasStarted = startedMonotonicUs > 0;
  const isBroken = hasCode(error, 'EROFS', 'EIO', 'ENODEV', 'ESTALE');
  const hint = isBroken ? ': the spool takes no writes: look at its disk' : '';
  return {
    ...makeUnstartedOutcome(
      live.id,
      {
        ending: isFull ? 'spoolFull' : hasStarted ? 'failed' : 'refused',
        reason: toFaultReason({ isFull, isBroken, hasStarted }),
        message: `Cannot carry out the command: ${why}${hint}`,
      },
      execution,
    ),
    startedMonotonicUs,
    startedUnixUs,
    artifacts: sealed.map(({ artifact }) => artifact),
    cause: isFull && hasStarted ? 'spoolFull' : '',
  };
}

interface Fault {
  readonly isFull: boolean;
  readonly isBroken: boolean;
  readonly hasStarted: boolean;
}

function toFaultReason({ isFull, isBroken, hasStarted }: Fault): Reason {
  if (isFull) return 'SpoolFull';
  if (isBroken) return 'SpoolNotWritable';
  return hasStarted ? 'ToolFailed' : 'CommandRefused';
}
