import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SubcommandBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';
import type { Artifact } from '../../shared/domain/artifact.ts';
import type { Command } from '../../shared/domain/command.ts';
import { snapshotFileName, snapshotMediaType } from '../snapshot/take-snapshots.ts';
import type { CommandDeps } from './command-deps.ts';
import { findGrowingOutputs } from './find-growing-outputs.ts';
import type { LiveCommand } from './live-command.ts';
import { findRolledOutput } from './rolled-output.ts';
import { sealOne, type WantedFile } from './seal-one.ts';
import { toWrittenType } from './written-type.ts';

/**
 * The files that a run with these arguments may leave: the config's outputs first, then the agent's own beside them.
 * Completeness is judged by what the baseline knows the tool to write, whatever media type a config tells.
 */
export function toWantedFiles(
  command: Command,
  argv: readonly string[],
  subcommand: Pick<SubcommandBaseline, 'followUp' | 'outputs' | 'rolling'> | undefined,
): readonly WantedFile[] {
  const growing = new Set(
    subcommand === undefined ? [] : findGrowingOutputs(command, subcommand).map(({ name }) => name),
  );
  // One that is cut into segments is taken by them.
  const rolled = findRolledOutput(command, subcommand);
  const whole = command.outputs.filter((output) => output !== rolled?.output);
  const outputs = whole.map(({ name, path, mediaType, required }): WantedFile => {
    const known = subcommand?.outputs.find((output) => output.name === name);
    const writtenAs = known && toWrittenType(known, argv);
    return {
      artifactId: name,
      path,
      mediaType: mediaType === known?.mediaType ? (writtenAs ?? mediaType) : mediaType,
      writtenAs,
      required,
      output: name,
      mayBeEmpty: known?.mayBeEmpty === true,
      isSentGrowing: growing.has(name),
    };
  });
  const own: WantedFile[] = [];
  if (subcommand?.followUp !== undefined) {
    const { name, output } = subcommand.followUp;
    const { artifactId, fileName, mediaType } = output;
    own.push({ artifactId, path: fileName, mediaType, required: false, output: name });
  }
  if (!outputs.some(({ path }) => path === snapshotFileName)) {
    const mediaType = snapshotMediaType;
    own.push({
      artifactId: 'snapshot',
      path: snapshotFileName,
      mediaType,
      required: false,
      output: 'snapshot',
    });
  }
  return [...outputs, ...own];
}

/**
 * Seals every wanted file that is there and not sealed yet, journals it, and sends it off at once. Whatever else
 * lies in the run's directory is removed afterwards. Returns all artifacts of the command.
 */
export async function sealOutputs(
  live: LiveCommand,
  wanted: readonly WantedFile[],
  directory: string,
  deps: CommandDeps,
): Promise<readonly Artifact[]> {
  const done = new Set(live.record.sealed.map(({ artifact }) => artifact.artifactId));
  for (const file of wanted) {
    if (done.has(file.artifactId)) continue;
    await sealOne(live, file, directory, deps);
  }
  await removeOthers(directory, new Set(live.record.sealed.map(({ path }) => path)));
  return live.record.sealed.map(({ artifact }) => artifact);
}

/** Caches and drafts of the tool, such as perf's copies of executables. */
async function removeOthers(directory: string, sealedPaths: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!sealedPaths.has(join('run', name)))
      await rm(join(directory, name), { recursive: true, force: true });
  }
}
