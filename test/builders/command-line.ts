import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { runCommandLine } from '../../cli/run-command-line.ts';
import { systemClock } from '../../shared/runtime/clock.ts';

/** A stream that keeps the text written to it. */
class TextSink extends Writable {
  text = '';

  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** A command line that runs in this process, with streams and signals of its own. */
export interface RunningCommandLine {
  /** Resolves with the exit code. */
  readonly done: Promise<number>;
  readonly signals: EventEmitter;
  readonly stdout: () => string;
  readonly stderr: () => string;
}

export function startCommandLine(stateDirectory: string, args: readonly string[]): RunningCommandLine {
  const stdout = new TextSink();
  const stderr = new TextSink();
  const signals = new EventEmitter();
  let exitCode = 0;
  const run = runCommandLine(
    args,
    {
      stdout,
      stderr,
      stdin: Readable.from([]),
      signals,
      clock: systemClock,
      color: false,
      stateDirectory,
      kubeconfig: { paths: [], isNamed: false },
      login: 'root',
      hostName: 'test',
      isRoot: true,
      childEnvironment: { PATH: process.env.PATH ?? '' },
      exitWith: (code) => {
        exitCode = code;
      },
    },
    '0.0.0',
  );
  return { done: run.then(() => exitCode), signals, stdout: () => stdout.text, stderr: () => stderr.text };
}
