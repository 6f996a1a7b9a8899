import { join } from 'node:path';
import { takeLockFile } from '../../shared/runtime/lock-file.ts';
import { CliError } from '../cli-error.ts';
import { readUpFile } from '../connection/up-file.ts';

/**
 * Takes `up.lock` of a state directory for this process; disposing gives it back. Throws a CliError that names the
 * process that has it.
 */
export async function takeLock(stateDirectory: string, pid: number): Promise<AsyncDisposable> {
  const lock = await takeLockFile(join(stateDirectory, 'up.lock'), pid);
  if (lock.kind === 'taken') return lock;
  const running = await readUpFile(stateDirectory);
  const where = running?.pid === lock.pid ? `, and serves ${running.apiAddress}` : '';
  throw new CliError(
    `Cannot start: toe up already runs with state directory "${stateDirectory}": it is process ${lock.pid}${where}`,
    { next: `use it (toe nodes), stop it (kill ${lock.pid}), or start another with --state-dir and --port` },
  );
}
