/** How a child process ended; `signal` is empty where it exited by itself. */
export interface ProcessEnd {
  readonly exitCode: number | undefined;
  readonly signal: string;
}

export interface ProcessRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Its working directory. */
  readonly directory: string;
  /** Its stderr is appended here, by the child itself; nothing passes through us. */
  readonly logPath: string;
}

/**
 * A process in a process group of its own, so that the terminal's Ctrl-C reaches us alone. Its stdin is a pipe that
 * ends when we end, however we end.
 */
export interface ChildProcess {
  readonly pid: number;
  /** The lines of its stdout, as they come. */
  readonly lines: AsyncIterable<string>;
  /** Never rejects. */
  readonly ended: Promise<ProcessEnd>;
  /** To the process alone. */
  signal(name: 'SIGTERM'): void;
  /** To its whole group. */
  killGroup(): void;
}

export interface ProcessStarter {
  /** Throws a CliError where the log cannot be opened or the process cannot be started. */
  start(request: ProcessRequest): Promise<ChildProcess>;
  /** Runs a program to its end with the terminal as it is; its exit code, or undefined where it is not there. */
  run(file: string, args: readonly string[]): Promise<number | undefined>;
}
