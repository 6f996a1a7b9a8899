import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { TcpRelay } from '../fakes/tcp-relay.ts';
import type { AgentStage } from './agent-stage.ts';

const script = join(import.meta.dirname, 'agent-in-own-network.ts');

/**
 * An agent as in its pod: in a network of its own, where process 1 is in that of this machine. Both are in a pid
 * namespace of the test's own, and end with it. Needs root, unshare and ip.
 */
export class PodLikeAgent implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #relay: TcpRelay;
  readonly #socket: string;

  private constructor(child: ChildProcess, relay: TcpRelay, socket: string) {
    this.#child = child;
    this.#relay = relay;
    this.#socket = socket;
  }

  /** Started and connected; `without` are capabilities, as setpriv names them, that it lacks. */
  static async start(stage: AgentStage, without: readonly string[] = []): Promise<PodLikeAgent> {
    const socket = join(stage.spool, '..', `toe-relay-${process.pid}-${without.join('-')}`);
    const relay = await TcpRelay.listen(socket);
    const [, port = ''] = stage.coordinator.address.split(':');
    relay.relayTo(Number(port));
    const rights = ['+all', ...without.map((name) => `-${name}`)].join(',');
    const inside = `ip link set lo up && exec setpriv --bounding-set ${rights} -- "$@"`;
    const first = 'unshare --net -- sh -ec "$0" sh "$@" & wait';
    const namespaces = ['--pid', '--fork', '--kill-child', '--mount-proc'];
    const agent = [process.execPath, script, socket];
    const child = spawn('/usr/bin/unshare', [...namespaces, '--', 'sh', '-c', first, inside, ...agent], {
      env: { PATH: process.env.PATH ?? '', ...stage.environment() },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const started = new PodLikeAgent(child, relay, socket);
    await once(createInterface({ input: child.stdout }), 'line');
    return started;
  }

  /** Of the agent, as this process sees it. */
  async findPid(): Promise<number> {
    for (const pid of await readdir('/proc')) {
      if (!/^[0-9]+$/.test(pid)) continue;
      const [program, , socket] = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split(
        '\0',
      );
      if (program === process.execPath && socket === this.#socket) return Number(pid);
    }
    throw new Error('Cannot find the agent: it has ended');
  }

  /** Process 1 waits for the agent, and everything ends with process 1. */
  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#child, 'exit');
    process.kill(await this.findPid(), 'SIGTERM');
    await exited;
    await this.#relay.close();
  }
}
