import { access, constants, mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CliError } from '../cli-error.ts';

/** Where everything of one standalone coordinator and agent is kept. */
export interface StateDirectory {
  readonly root: string;
  readonly pki: string;
  /** The coordinator's: resources, status, store. */
  readonly coordinator: string;
  readonly spool: string;
  readonly coordinatorLog: string;
  readonly agentLog: string;
}

const largeLogBytes = 10 * 1024 * 1024;

/** Makes the folders (0700) and puts large logs aside. Throws a CliError where that is not possible. */
export async function makeStateDirectory(root: string): Promise<StateDirectory> {
  const logs = join(root, 'logs');
  const directory: StateDirectory = {
    root,
    pki: join(root, 'pki'),
    coordinator: join(root, 'coordinator'),
    spool: join(root, 'agent'),
    coordinatorLog: join(logs, 'coordinator.log'),
    agentLog: join(logs, 'agent.log'),
  };
  try {
    for (const path of [root, directory.pki, directory.coordinator, directory.spool, logs]) {
      await makeFolder(path);
      await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(
      `Cannot use state directory "${root}": ${why}: it must be a folder that you can write to`,
      {
        next: 'toe up --state-dir <dir>',
        cause: error,
      },
    );
  }
  for (const path of [directory.coordinatorLog, directory.agentLog]) await putLargeLogAside(path);
  return directory;
}

/** Not `recursive`: Node tries for ever where the system answers ENOENT, as /proc does. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || (await isFolder(dirname(path)))) throw error;
    await makeFolder(dirname(path));
    await mkdir(path, { mode: 0o700 });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

async function putLargeLogAside(path: string): Promise<void> {
  const size = (await stat(path).catch(() => undefined))?.size ?? 0;
  if (size > largeLogBytes) await rename(path, `${path}.1`);
}
