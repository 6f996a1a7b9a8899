import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import tls from 'node:tls';
import { createLog } from '../shared/log.ts';
import { noFailpoints, parseFailpoints } from '../shared/runtime/failpoint.ts';
import { runGroup } from '../shared/runtime/group.ts';
import { takeLockFile } from '../shared/runtime/lock-file.ts';
import { shutdownSignal } from '../shared/runtime/shutdown.ts';
import { readCoordinatorConfig } from './config.ts';
import { openCoordinator } from './coordinator.ts';

// The hybrid post-quantum default costs a fleet's reconnection 15–25 % more CPU.
tls.DEFAULT_ECDH_CURVE = 'X25519';

/** How long agents that lost their parent as well may take to stop, seal and upload. */
const orphanedMs = 60_000;

process.exit(await main());

async function main(): Promise<number> {
  const read = readCoordinatorConfig(process.env);
  if (read.kind === 'faulty') return fail(read.message);
  const { config } = read;
  const log = createLog('toe-coordinator', config.logLevel);
  using shutdown = shutdownSignal(process, () => process.exit(1));
  try {
    const failpoints =
      config.failpoints === ''
        ? noFailpoints
        : parseFailpoints(config.failpoints, () => process.kill(process.pid, 'SIGKILL'));
    await mkdir(config.dataDirectory, { recursive: true });
    const lock = await takeLockFile(join(config.dataDirectory, 'coordinator.lock'), process.pid);
    if (lock.kind === 'held') {
      return fail(
        `Cannot use data directory "${config.dataDirectory}": the coordinator with pid ${lock.pid} uses it: stop it first`,
      );
    }
    await using _lock = lock;
    const coordinator = await openCoordinator(config, { log, failpoints });
    const { agentAddress, apiAddress, opsAddress } = coordinator;
    const ready = { event: 'ready', agentAddress, apiAddress, opsAddress };
    if (config.exitWithStdin) {
      process.stdin.once('end', () => {
        void coordinator
          .untilAgentsGone(AbortSignal.timeout(orphanedMs))
          .then(() => process.kill(process.pid, 'SIGTERM'));
      });
      process.stdin.resume();
    }
    const running = runGroup(coordinator.parts, shutdown.signal);
    await Promise.race([coordinator.serving, running]);
    process.stdout.write(`${JSON.stringify(ready)}\n`);
    log.info(ready, 'Coordinator started');
    await running;
    log.info('Coordinator stopped');
    return 0;
  } catch (error) {
    log.error({ err: error }, 'Coordinator failed');
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function fail(message: string): number {
  process.stderr.write(`toe-coordinator: ${message}\n`);
  return 1;
}
