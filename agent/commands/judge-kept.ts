import type { KeptFiles } from '../../shared/domain/kept-files.ts';
import { type CommandRecord, isKeeping, toKeptFiles } from './command-state.ts';
import { countHeldBytes } from './held-files.ts';

/** What the coordinator is told of the files that a command keeps. */
export function toKeptWord(record: CommandRecord): KeptFiles {
  return {
    commandId: record.command.commandId,
    artifactIds: toKeptFiles(record).map(({ artifact }) => artifact.artifactId),
    unsendable: record.undeliverable,
  };
}

/**
 * When the node frees what a command keeps, whatever it hears: its time after the end of the tool. Of a command that
 * is under way the earliest that it can be. Undefined: it keeps nothing.
 */
export function toKeptEndUnixUs(record: CommandRecord, nowUnixUs: number): number | undefined {
  if (!isKeeping(record)) return undefined;
  const { outcome, command } = record;
  const keepUs = command.keepMs * 1_000;
  if (outcome === undefined) return nowUnixUs + keepUs;
  if (outcome.artifacts.length === 0) return undefined;
  const { startedUnixUs, endedUnixUs } = outcome;
  if (endedUnixUs > 0) return endedUnixUs + keepUs;
  // Of a run that failed inside the agent. Where not even its start could be written down only the coordinator frees it.
  return startedUnixUs > 0 ? startedUnixUs + command.durationMs * 1_000 + keepUs : undefined;
}

/** How much the captures keep here, the largest first. */
export function listKeptBytes(
  records: readonly CommandRecord[],
): readonly { readonly capture: string; readonly sizeBytes: number }[] {
  return records
    .filter((record) => toKeptFiles(record).length > 0)
    .map((record) => ({
      capture: `${record.command.captureNamespace}/${record.command.captureName}`,
      sizeBytes: countHeldBytes(record),
    }))
    .toSorted((a, b) => b.sizeBytes - a.sizeBytes);
}
