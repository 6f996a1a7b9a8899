import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import tls from 'node:tls';
import { createLog } from '../shared/log.ts';
import { runGroup } from '../shared/runtime/group.ts';
import { takeLockFile } from '../shared/runtime/lock-file.ts';
import { shutdownSignal } from '../shared/runtime/shutdown.ts';
import { openAgent } from './agent.ts';
import { readAgentConfig } from './config.ts';
import { readCredential } from './connection/read-credential.ts';
import { readBootId } from './targets/read-node-facts.ts';

// The hybrid post-quantum default costs a fleet's reconnection 15–25 % more CPU.
tls.DEFAULT_ECDH_CURVE = 'X25519';

const drainGraceMs = 50_000;

// No top-level await: the image's bundle is CommonJS.
void main().then((code) => process.exit(code));

async function main(): Promise<number> {
  const read = readAgentConfig(process.env, () => process.kill(process.pid, 'SIGKILL'));
  if (read.kind === 'faulty') return fail(read.message);
  const { config } = read;
  const rootLog = createLog('toe-agent', config.logLevel);
  using shutdown = shutdownSignal(process, () => process.exit(1));
  if (config.exitWithStdin) process.stdin.on('end', () => process.emit('SIGTERM')).resume();
  try {
    const credential = await readCredential(config.credential);
    const log = rootLog.child({ node: credential.node });
    const bootId = await readBootId();
    await mkdir(config.spoolDir, { recursive: true, mode: 0o700 });
    const lock = await takeLockFile(join(config.spoolDir, 'agent.lock'), process.pid);
    if (lock.kind === 'held') {
      return fail(
        `Cannot use spool "${config.spoolDir}": the agent with pid ${lock.pid} uses it: stop it first`,
      );
    }
    await using cleanUp = new AsyncDisposableStack();
    cleanUp.use(lock);

    let isReady = false;
    const agent = await openAgent(config, {
      credential,
      bootId,
      log,
      stopping: shutdown.signal,
      drainGraceMs,
      onWelcome: () => {
        if (isReady) return;
        isReady = true;
        const ready = { event: 'ready', node: credential.node, opsAddress: agent.opsAddress };
        process.stdout.write(`${JSON.stringify(ready)}\n`);
      },
    });
    cleanUp.defer(() => agent.close());
    log.info({ coordinator: config.coordinator, opsAddress: agent.opsAddress }, 'Agent started');
    await runGroup(agent.parts, shutdown.signal);
    log.info('Agent stopped');
    return 0;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function fail(message: string): number {
  const text = message.startsWith('Cannot ') ? message : `Cannot go on: ${message}`;
  process.stderr.write(`toe-agent: ${text}\n`);
  return 1;
}
