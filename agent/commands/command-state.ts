import type { Receipt } from '../../shared/domain/artifact.ts';
import type { Command, CommandState } from '../../shared/domain/command.ts';
import type { UnsendableFile } from '../../shared/domain/kept-files.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import type { ToolEnding } from '../execution/tool-request.ts';
import type { TargetProcess } from '../targets/find-pod-processes.ts';
import type { CommandFact, SealedFile } from './command-fact.ts';
import { type Execution, unknownExecution } from './execution.ts';

/** Everything a journal says of one command. */
export interface CommandRecord {
  readonly command: Command;
  readonly bootId: string;
  readonly state: CommandState;
  readonly execution: Execution;
  readonly startedMonotonicUs: number;
  readonly startedUnixUs: number;
  /** Processes that the tool may have left stopped: those that it was kept to and that did not stand still before. */
  readonly stoppable: readonly TargetProcess[];
  /** How the tool ended; there while the files are made ready. */
  readonly end: ToolEnding | undefined;
  readonly sealed: readonly SealedFile[];
  readonly receipts: readonly Receipt[];
  /** Artifacts that the coordinator refuses for good. */
  readonly undeliverable: readonly UnsendableFile[];
  /** Kept artifacts that were asked for. */
  readonly wanted: readonly string[];
  /** What it kept is not to be fetched any more. */
  readonly discarded: boolean;
  readonly outcome: Outcome | undefined;
  readonly forgotten: boolean;
}

/** The record that the facts add up to; undefined while there is no first fact, which is always `accepted`. */
export function toCommandRecord(facts: readonly CommandFact[]): CommandRecord | undefined {
  let record: CommandRecord | undefined;
  for (const fact of facts) record = applyFact(record, fact);
  return record;
}

/** The record after one more fact. Facts before `accepted` say nothing. */
function applyFact(record: CommandRecord | undefined, fact: CommandFact): CommandRecord | undefined {
  if (fact.kind === 'accepted') return record ?? toFreshRecord(fact.command, fact.bootId);
  return record === undefined ? undefined : applyLaterFact(record, fact);
}

/** A record of a command about which only its acceptance is known. */
export function toFreshRecord(command: Command, bootId: string): CommandRecord {
  return {
    command,
    bootId,
    state: 'accepted',
    execution: unknownExecution,
    startedMonotonicUs: 0,
    startedUnixUs: 0,
    stoppable: [],
    end: undefined,
    sealed: [],
    receipts: [],
    undeliverable: [],
    wanted: [],
    discarded: false,
    outcome: undefined,
    forgotten: false,
  };
}

/** The same for any fact but the first. */
export function applyLaterFact(
  record: CommandRecord,
  fact: Exclude<CommandFact, { kind: 'accepted' }>,
): CommandRecord {
  switch (fact.kind) {
    case 'prepared':
      return { ...record, state: 'prepared', execution: fact.execution };
    case 'renewed':
      return { ...record, execution: fact.execution };
    case 'committed':
      return { ...record, state: 'committed' };
    case 'targets': {
      const stopped = new Set(fact.stoppedPids);
      return { ...record, stoppable: fact.processes.filter(({ pid }) => !stopped.has(pid)) };
    }
    case 'started':
      return {
        ...record,
        // The tool may have been told to stop before its start was journaled.
        state: record.state === 'stopping' ? 'stopping' : 'running',
        startedMonotonicUs: fact.monotonicUs,
        startedUnixUs: fact.unixUs,
      };
    case 'stopping':
      return { ...record, state: 'stopping' };
    case 'ended': {
      const { startedMonotonicUs, startedUnixUs } = fact.end;
      return { ...record, state: 'sealing', end: fact.end, startedMonotonicUs, startedUnixUs };
    }
    case 'sealed':
      return { ...record, sealed: [...record.sealed, fact.file] };
    case 'outcome':
      return { ...record, state: 'captured', outcome: fact.outcome };
    case 'delivered':
      return { ...record, receipts: [...record.receipts, fact.receipt] };
    case 'wanted':
      return { ...record, wanted: [...record.wanted, fact.artifactId] };
    case 'undeliverable': {
      const { artifactId, message } = fact;
      return { ...record, undeliverable: [...record.undeliverable, { artifactId, message }] };
    }
    case 'discarded':
      return { ...record, discarded: true };
    case 'forgotten':
      return { ...record, forgotten: true };
    default:
      return fact satisfies never;
  }
}

/** Sealed files that still have to be delivered; of those that are kept, the ones that were asked for. */
export function toWaitingFiles(record: CommandRecord): readonly SealedFile[] {
  return toUnsettledFiles(record).filter(({ artifact }) => isToBeSent(record, artifact.artifactId));
}

/** Sealed files that stay here until somebody asks for them, and those that were asked for and have no receipt yet. */
export function toKeptFiles(record: CommandRecord): readonly SealedFile[] {
  return isKeeping(record) ? toUnsettledFiles(record) : [];
}

function toUnsettledFiles({ receipts, undeliverable, sealed }: CommandRecord): readonly SealedFile[] {
  const settled = new Set([...receipts, ...undeliverable].map(({ artifactId }) => artifactId));
  return sealed.filter(({ artifact }) => !settled.has(artifact.artifactId));
}

/** Whether the command's files stay on the node. */
export function isKeeping({ command, discarded }: Pick<CommandRecord, 'command' | 'discarded'>): boolean {
  return command.keepMs > 0 && !discarded;
}

/**
 * Whether a file may be sent: until it has its receipt, and where files are kept, once it was asked for and while it is
 * kept.
 */
export function isToBeSent(record: CommandRecord, artifactId: string): boolean {
  if (record.receipts.some((receipt) => receipt.artifactId === artifactId)) return false;
  if (!(record.command.keepMs > 0)) return true;
  return isKeeping(record) && record.wanted.includes(artifactId);
}

/** Whether a sealed file has no receipt, will get none, and is somebody's still. */
export function hasUndelivered(record: CommandRecord): boolean {
  if (record.discarded) return false;
  const delivered = new Set(record.receipts.map((receipt) => receipt.artifactId));
  return record.sealed.some(({ artifact }) => !delivered.has(artifact.artifactId));
}

/** Whether nothing is to be done for the command: told, forgotten, and every file settled or kept. */
export function isAtRest(record: CommandRecord): boolean {
  return record.outcome !== undefined && record.forgotten && toWaitingFiles(record).length === 0;
}

/** Whether nothing of the command is needed any more: at rest, and no file of it is kept. */
export function isFinished(record: CommandRecord): boolean {
  return isAtRest(record) && toKeptFiles(record).length === 0;
}
