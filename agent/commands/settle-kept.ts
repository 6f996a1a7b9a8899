import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandDeps } from './command-deps.ts';
import type { SealedFile } from './command-fact.ts';
import { isKeeping, toKeptFiles } from './command-state.ts';
import type { LiveCommand } from './live-command.ts';
import { sendFile } from './send-file.ts';

/** Sends a file that was asked for, of a command that keeps its files; that it was is durable before. */
export async function sendKept(
  live: LiveCommand,
  file: SealedFile,
  deps: Pick<CommandDeps, 'upload' | 'log' | 'failpoints'>,
): Promise<void> {
  const { artifactId } = file.artifact;
  if (!live.record.wanted.includes(artifactId)) await live.note({ kind: 'wanted', artifactId });
  await deps.failpoints.reach('agent.after-wanted');
  sendFile(live, file, deps);
}

/** Removes what a command keeps; that it may be removed is durable before. */
export async function discardKept(
  live: LiveCommand,
  deps: Pick<CommandDeps, 'log' | 'failpoints'>,
): Promise<void> {
  if (!isKeeping(live.record)) return;
  const files = toKeptFiles(live.record).length;
  await live.note({ kind: 'discarded' });
  await deps.failpoints.reach('agent.after-discarded');
  for (const { path } of live.record.sealed) await rm(join(live.directory, path), { force: true });
  deps.log.info({ command: live.id, files }, 'Kept files were removed');
}
