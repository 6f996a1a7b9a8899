import type { Clock } from '../shared/runtime/clock.ts';
import type { InterruptSource } from './capture/interruptions.ts';
import type { KubeconfigFiles } from './connection/open-connection.ts';
import type { ExitCode } from './exit-codes.ts';
import type { TextStream } from './output/progress-display.ts';

/** Everything of the outside world that the commands use; made once in main.ts. */
export interface CommandContext {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly signals: InterruptSource;
  readonly clock: Clock;
  readonly color: boolean;
  /** Where `toe up` keeps its state unless told otherwise. */
  readonly stateDirectory: string;
  /** Kubeconfig files of the person, unless another one is given. */
  readonly kubeconfig: KubeconfigFiles;
  readonly login: string;
  readonly hostName: string;
  readonly isRoot: boolean;
  /** For child processes: PATH, HOME and the language, nothing else. */
  readonly childEnvironment: Readonly<Record<string, string>>;
  /** Sets what the process exits with. */
  readonly exitWith: (code: ExitCode) => void;
}
