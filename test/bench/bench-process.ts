import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/** A part of a bench as a process of its own. */
export interface BenchProcess extends AsyncDisposable {
  /** Of the loopback. */
  readonly port: string;
  readonly pid: number;
}

/** Starts a script beside this one that prints its port and ends with its standard input. */
export async function startBenchProcess(name: string, args: readonly string[]): Promise<BenchProcess> {
  const child = execa(process.execPath, [toScriptPath(name), ...args], { stdin: 'pipe', stderr: 'inherit' });
  const [line]: unknown[] = await once(child.stdout, 'data');
  return {
    port: String(line).trim(),
    pid: child.pid ?? 0,
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await child;
    },
  };
}

/** Runs a script beside this one to its end; the JSON that it prints. */
export async function runBenchProcess<Answer>(name: string, args: readonly string[]): Promise<Answer> {
  const { stdout } = await execa(process.execPath, [toScriptPath(name), ...args]);
  const answer: Answer = JSON.parse(stdout);
  return answer;
}

function toScriptPath(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
