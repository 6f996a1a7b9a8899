import { Duplex, Readable } from 'node:stream';
import { execa } from 'execa';

/** How a process ended. */
export interface Exit {
  /** 0 where a signal ended it. */
  readonly exitCode: number;
  /** Such as `SIGTERM`; empty where it exited. */
  readonly signal: string;
  /** Why it could not even be spawned; else empty. */
  readonly problem: string;
}

export interface SpawnedTool {
  /** 0 where it could not even be spawned. */
  readonly pid: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Descriptor 3 of the child. */
  readonly gate: Duplex;
  /** Descriptor 4 of the child. */
  readonly news: Duplex;
  /** Resolves when the leader has ended, whoever still holds its pipes. */
  readonly exit: Promise<Exit>;
  /** Sends the signal to the leader; false when that is gone. */
  kill(signal: NodeJS.Signals): boolean;
  /** Waits up to `drainMs` for the rest of the output, then closes every pipe. To be called after the exit. */
  close(drainMs: number): Promise<void>;
}

export interface SpawnOptions {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Becomes descriptor 5 of the child. */
  readonly binaryFd: number;
  /** Becomes descriptor 6 of the child. */
  readonly networkFd?: number | undefined;
  /** Becomes stdout of the child, which is a pipe otherwise. */
  readonly stdoutFd?: number;
}

/**
 * Starts the chain with stdin at `/dev/null`, stdout, stderr, gate and news as pipes, and the pinned executable as
 * descriptor 5, and a network namespace as 6. The environment is empty but for what is passed and the fixed part. To be called on the main thread:
 * PR_SET_PDEATHSIG follows the thread. execa's buffering and clean-up are off: output is bounded and endings are
 * decided by the caller.
 */
export function spawnTool(chain: readonly string[], options: SpawnOptions): SpawnedTool {
  const [file = '', ...args] = chain;
  const running = execa(file, args, {
    cwd: options.directory,
    env: {
      ...options.environment,
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      LC_ALL: 'C',
      HOME: options.directory,
      TMPDIR: options.directory,
    },
    extendEnv: false,
    stdio: [
      'ignore',
      options.stdoutFd === undefined ? 'pipe' : toDescriptor(options.stdoutFd),
      ...(['pipe', 'pipe', 'pipe'] as const),
      toDescriptor(options.binaryFd),
      ...(options.networkFd === undefined ? [] : [toDescriptor(options.networkFd)]),
    ],
    buffer: false,
    cleanup: false,
    reject: false,
  });
  const child = running.nodeChildProcess;
  const exit = new Promise<Exit>((resolve) => {
    child.once('exit', (exitCode, signal) => {
      resolve({ exitCode: exitCode ?? 0, signal: signal ?? '', problem: '' });
    });
    child.on('error', (error) => resolve({ exitCode: 0, signal: '', problem: error.message }));
  });
  const [, pipe, stderr, gate, news] = child.stdio.map(toSocket);
  const stdout = options.stdoutFd === undefined ? pipe : Readable.from([]);
  if (stdout === undefined || stderr === undefined || gate === undefined || news === undefined)
    throw new Error('Cannot start the tool: its pipes are no sockets');
  const pipes = [stdout, stderr, gate, news];
  for (const pipe of pipes) pipe.on('error', () => undefined);
  return {
    pid: child.pid ?? 0,
    stdout,
    stderr,
    gate,
    news,
    exit,
    kill: (signal) => child.kill(signal),
    close: async (drainMs) => {
      gate.destroy();
      news.destroy();
      await drain([stdout, stderr], drainMs);
      for (const pipe of pipes) pipe.destroy();
    },
  };
}

/** execa's types allow the open descriptors 3 to 9 alone; it hands any other on as well. */
function toDescriptor(fd: number): 5 {
  return fd as 5;
}

function toSocket(stream: unknown): Duplex | undefined {
  return stream instanceof Duplex ? stream : undefined;
}

/** Waits for the streams to close, at most `ms`. */
async function drain(streams: readonly Readable[], ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  const closed = streams.map(
    (stream) =>
      new Promise<void>((resolve) => {
        if (stream.closed || stream.readableEnded) resolve();
        else stream.once('close', () => resolve());
      }),
  );
  await Promise.race([Promise.all(closed), timeout]);
  clearTimeout(timer);
}
