import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url));

/** A real agent, from its sources. */
export interface AgentProcess {
  readonly child: ChildProcess;
  /** The ready line; never where it ends before that. */
  readonly ready: Promise<unknown>;
  readonly exited: Promise<{
    readonly code: unknown;
    readonly signal: unknown;
    readonly errors: () => string;
  }>;
  /** Ends it if it runs still. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts one with this environment and a PATH; stdin and its own output are pipes. */
export function startAgentProcess(environment: Readonly<Record<string, string>>): AgentProcess {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout });
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal, errors: () => errors }));
  const ready = once(lines, 'line').then(([line]): unknown => JSON.parse(String(line)));
  return {
    child,
    ready,
    exited,
    end: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await exited;
    },
  };
}
