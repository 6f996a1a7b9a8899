import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandDeps } from './command-deps.ts';
import type { LiveCommand } from './live-command.ts';

/** What was sealed and has no receipt is never deleted, not even when the coordinator wants neither it nor us. */
export async function setAside(live: LiveCommand, deps: Pick<CommandDeps, 'spool' | 'log'>): Promise<void> {
  const aside = join(deps.spool, 'undelivered');
  await mkdir(aside, { recursive: true, mode: 0o700 });
  await rename(live.directory, join(aside, live.id));
  deps.log.warn({ command: live.id, directory: aside }, 'Files that nobody takes were set aside');
}
