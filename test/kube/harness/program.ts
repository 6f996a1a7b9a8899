import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

const stopLimitMs = 5_000;

/** A foreign program, its output in a file. It ends with this process, also where that is killed. */
export class Program implements AsyncDisposable {
  readonly name: string;
  readonly #logPath: string;
  readonly #process: ChildProcess;
  #failure = '';

  constructor(name: string, path: string, argv: readonly string[], logPath: string) {
    this.name = name;
    this.#logPath = logPath;
    const log = openSync(logPath, 'a', 0o600);
    this.#process = spawn('setpriv', ['--pdeathsig', 'KILL', '--', path, ...argv], {
      stdio: ['ignore', log, log],
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    });
    this.#process.once('error', (error) => {
      this.#failure = error.message;
    });
    closeSync(log);
  }

  get hasEnded(): boolean {
    return this.#failure !== '' || this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** Why it failed to start, or the end of what it wrote. */
  explain(): string {
    const written = readFileSync(this.#logPath, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
    return `${this.name}: ${this.#failure}\n${written}`;
  }

  /** Ends it without asking; resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.hasEnded) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }

  /** Asks it to end and kills it where it does not; resolves when it is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.hasEnded) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), stopLimitMs);
    await gone;
    clearTimeout(timer);
  }
}
