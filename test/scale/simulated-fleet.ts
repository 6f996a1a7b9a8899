import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '../faults/harness/wait-until.ts';
import {
  addReports,
  type SimulatedNode,
  type SimulatorPlan,
  type SimulatorQuestion,
  type SimulatorReport,
} from './simulator-protocol.ts';

export interface SimulatedFleetOptions extends SimulatorPlan {
  /** For plans and logs. */
  readonly directory: string;
  /** The agents are shared out among them. */
  readonly processes: number;
}

const program = fileURLToPath(new URL('simulated-agents.ts', import.meta.url));

/** Many simulated agents in a few processes: each with a connection, a stream and a token of its own. */
export class SimulatedFleet implements AsyncDisposable {
  readonly #children: readonly ChildProcess[];
  readonly #logPath: string;

  private constructor(children: readonly ChildProcess[], logPath: string) {
    this.#children = children;
    this.#logPath = logPath;
  }

  /** Resolves when the processes have been started; the agents connect from then on. */
  static async start({ directory, processes, ...plan }: SimulatedFleetOptions): Promise<SimulatedFleet> {
    const logPath = join(directory, 'simulated-agents.log');
    const log = openSync(logPath, 'a', 0o600);
    const children: ChildProcess[] = [];
    for (const [index, agents] of share(plan.agents, processes).entries()) {
      const planPath = join(directory, `simulated-${index}.json`);
      await writeFile(planPath, JSON.stringify({ ...plan, agents } satisfies SimulatorPlan));
      children.push(fork(program, [planPath], { stdio: ['ignore', 'ignore', log, 'ipc'] }));
    }
    closeSync(log);
    return new SimulatedFleet(children, logPath);
  }

  /** What happened since the last reset, in all processes. */
  async report(question: SimulatorQuestion = { isReset: false }): Promise<SimulatorReport> {
    return addReports(await Promise.all(this.#children.map((child) => ask(child, question))));
  }

  /** Resolves with the report for which the condition holds. */
  async waitFor(
    what: string,
    holds: (report: SimulatorReport) => boolean,
    timeoutMs: number,
  ): Promise<SimulatorReport> {
    let report = await this.report();
    return await waitUntil(
      async () => {
        report = await this.report();
        return holds(report) ? report : undefined;
      },
      { timeoutMs, what, explain: () => `${JSON.stringify(report)}\n${this.readTail()}` },
    );
  }

  readTail(): string {
    return readFileSync(this.#logPath, 'utf8').trimEnd().split('\n').slice(-10).join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = this.#children
      .filter((child) => child.exitCode === null && child.signalCode === null)
      .map((child) => once(child, 'exit'));
    for (const child of this.#children) if (child.connected) child.disconnect();
    await Promise.all(gone);
  }
}

async function ask(child: ChildProcess, question: SimulatorQuestion): Promise<SimulatorReport> {
  const ended = new AbortController();
  const answer = once(child, 'message', { signal: ended.signal });
  const exit = once(child, 'exit', { signal: ended.signal }).then(([code]) => {
    throw new Error(`Cannot ask the simulated agents: their process ended with ${String(code)}`);
  });
  try {
    child.send(question);
    const [report]: unknown[] = await Promise.race([answer, exit]);
    // Of our own program.
    return report as SimulatorReport;
  } finally {
    ended.abort();
    await Promise.allSettled([answer, exit]);
  }
}

function share(agents: readonly SimulatedNode[], processes: number): readonly (readonly SimulatedNode[])[] {
  const size = Math.ceil(agents.length / processes);
  return Array.from({ length: processes }, (_, index) => agents.slice(index * size, (index + 1) * size));
}
