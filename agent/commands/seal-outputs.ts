import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SubcommandBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';
import type { Artifact } from '../../shared/domain/artifact.ts';
import type { Command } from '../../shared/domain/command.ts';
import { type SealRequest, sealFile } from '../artifacts/seal-file.ts';
import { snapshotFileName, snapshotMediaType } from '../snapshot/take-snapshots.ts';
import type { CommandDeps } from './command-deps.ts';
import type { LiveCommand } from './live-command.ts';
import { findRolledOutput } from './rolled-output.ts';
import { sendFile } from './send-file.ts';

type Wanted = Omit<SealRequest, 'directory'>;

/** The files that a run may leave: the config's outputs first, then the agent's own beside them. */
export function toWantedFiles(
  command: Command,
  subcommand: Pick<SubcommandBaseline, 'followUp' | 'outputs' | 'rolling'> | undefined,
): readonly Wanted[] {
  // One that is cut into segments is taken by them.
  const rolled = findRolledOutput(command, subcommand);
  const whole = command.outputs.filter((output) => output !== rolled?.output);
  const outputs = whole.map(({ name, path, mediaType, required }) => ({
    artifactId: name,
    path,
    mediaType,
    required,
    output: name,
    mayBeEmpty: subcommand?.outputs.find((known) => known.name === name)?.mayBeEmpty === true,
  }));
  const own: Wanted[] = [];
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
  wanted: readonly Wanted[],
  directory: string,
  deps: CommandDeps,
): Promise<readonly Artifact[]> {
  const done = new Set(live.record.sealed.map(({ artifact }) => artifact.artifactId));
  for (const file of wanted) {
    if (done.has(file.artifactId)) continue;
    const sealing = await sealFile({ ...file, directory });
    if (sealing.kind === 'missing') {
      live.durable.delete(file.artifactId);
      deps.log.warn({ command: live.id, file: file.path, why: sealing.message }, 'Output was not sealed');
      continue;
    }
    const sealed = { artifact: sealing.artifact, path: join('run', file.path) };
    await live.note({ kind: 'sealed', file: sealed });
    sendFile(live, sealed, deps);
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
