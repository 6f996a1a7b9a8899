import { basename } from 'node:path';
import { fileNamePattern } from '../../shared/domain/artifact.ts';
import type { CommandDeps } from './command-deps.ts';
import { findGrowingOutputs } from './find-growing-outputs.ts';
import type { LiveCommand } from './live-command.ts';
import type { RunInput } from './prepare-run.ts';

/**
 * Sends the outputs that only grow while their tool runs. To be disposed of when the tool has ended and before its
 * files are sealed: then nothing of it is under way.
 */
export function sendWhileRunning(
  live: LiveCommand,
  { command, acceptance, directory }: RunInput,
  deps: Pick<CommandDeps, 'sendGrowing'>,
): AsyncDisposable {
  const ended = new AbortController();
  const sending = findGrowingOutputs(command, acceptance.subcommand).map(({ name, path, mediaType }) => {
    const fileName = fileNamePattern.test(basename(path)) ? basename(path) : name;
    const onDurable = (bytes: number): void => {
      live.durable.set(name, bytes);
      live.report();
    };
    const { maxUploadBytesPerSecond: maxBytesPerSecond } = command;
    const names = { commandId: live.id, artifactId: name, fileName, mediaType };
    const file = { ...names, directory, path, maxBytesPerSecond, onDurable };
    return deps.sendGrowing(file, ended.signal);
  });
  return {
    [Symbol.asyncDispose]: async () => {
      ended.abort();
      await Promise.all(sending);
    },
  };
}
