import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const repository = new URL('../../../', import.meta.url);
const startLimitMs = 20_000;

export interface ChildOptions {
  readonly name: string;
  /** Path of the program, below the repository where it is relative. */
  readonly main: string;
  /** Options of Node itself. */
  readonly nodeFlags?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Where standard error is appended. */
  readonly logPath: string;
  /** Called at every start. */
  readonly onPid: (pid: number) => void;
}

/** One of our programs as a real process, which may be killed and started again. */
export class Child {
  readonly name: string;
  readonly logPath: string;
  readonly #options: ChildOptions;
  #environment: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;
  #ready: ReadonlyMap<string, string> = new Map();
  #startedInMs = 0;

  private constructor(options: ChildOptions) {
    this.#options = options;
    this.name = options.name;
    this.logPath = options.logPath;
    this.#environment = options.environment;
  }

  /** Resolves when the program has said that it is ready; throws with the end of its log where it does not. */
  static async start(options: ChildOptions): Promise<Child> {
    const child = new Child(options);
    await child.restart({});
    return child;
  }

  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error(`Cannot name the pid of "${this.name}": it does not run`);
    return pid;
  }

  /** The members of the ready line. */
  get ready(): ReadonlyMap<string, string> {
    return this.#ready;
  }

  /** From the last start to its ready line. */
  get startedInMs(): number {
    return this.#startedInMs;
  }

  get isRunning(): boolean {
    const child = this.#process;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Starts a program that has ended; `changes` are laid over its environment for good. */
  async restart(changes: Readonly<Record<string, string>>): Promise<void> {
    if (this.isRunning) throw new Error(`Cannot start "${this.name}": it runs as pid ${this.pid}`);
    this.#environment = { ...this.#environment, ...changes };
    const beginMs = performance.now();
    const log = openSync(this.logPath, 'a', 0o600);
    const { main, nodeFlags = [] } = this.#options;
    const child = spawn(process.execPath, [...nodeFlags, fileURLToPath(new URL(main, repository))], {
      stdio: ['pipe', 'pipe', log],
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...this.#environment },
    });
    closeSync(log);
    this.#process = child;
    if (child.pid !== undefined) this.#options.onPid(child.pid);
    this.#ready = await this.#untilReady(child);
    this.#startedInMs = performance.now() - beginMs;
  }

  /** Sends a signal and waits for the end; the exit code, or the signal that ended it. */
  async kill(signal: NodeJS.Signals, limitMs = 60_000): Promise<number | NodeJS.Signals> {
    this.signal(signal);
    return await this.untilEnded(limitMs);
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  async untilEnded(limitMs = 60_000): Promise<number | NodeJS.Signals> {
    const child = this.#process;
    if (child === undefined) throw new Error(`Cannot wait for "${this.name}": it was never started`);
    if (this.isRunning) {
      const limit = AbortSignal.timeout(limitMs);
      try {
        await once(child, 'exit', { signal: limit });
      } catch (error) {
        throw new Error(
          `Cannot wait longer for the end of "${this.name}": ${limitMs} ms\n${this.readTail()}`,
          {
            cause: error,
          },
        );
      }
    }
    return child.signalCode ?? child.exitCode ?? 0;
  }

  /** The last lines of its log. */
  readTail(lines = 25): string {
    const text = readFileSync(this.logPath, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
    return `--- ${this.name}\n${text}`;
  }

  async #untilReady(child: ChildProcess): Promise<ReadonlyMap<string, string>> {
    if (child.stdout === null) throw new Error('Cannot read the ready line: standard output is no pipe');
    const lines = createInterface({ input: child.stdout });
    const limit = AbortSignal.timeout(startLimitMs);
    try {
      const [line] = await Promise.race([
        once(lines, 'line', { signal: limit }),
        once(child, 'exit', { signal: limit }).then(() => {
          throw new Error('it ended');
        }),
      ]);
      return parseReady(String(line));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (this.isRunning) await this.kill('SIGKILL');
      throw new Error(`Cannot start "${this.name}": ${why}\n${this.readTail()}`, { cause: error });
    }
  }
}

function parseReady(line: string): ReadonlyMap<string, string> {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null) throw new Error(`"${line}" is no ready line`);
  const members = Object.entries(value).map(([key, member]): [string, string] => [key, String(member)]);
  const ready = new Map(members);
  if (ready.get('event') !== 'ready') throw new Error(`"${line}" is no ready line`);
  return ready;
}
