import type { DraftBaseline, StopBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';
import type { RunCgroup } from '../../shared/cgroup/cgroup.ts';
import type { Ending, EndingCause, Usage } from '../../shared/domain/outcome.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { OverheadRule } from './overhead-guard.ts';
import type { PinnedBinary } from './pin-binary.ts';
import type { PressureGuard } from './pressure-guard.ts';

/** One tool to be run. The directory and the cgroup exist, belong to the caller, and are removed by it. */
export interface ToolRequest {
  /** Stays the caller's to close; only after the tool has ended. */
  readonly binary: PinnedBinary;
  readonly args: readonly string[];
  /** The run's own directory: cwd, HOME and TMPDIR of the tool. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Linux capabilities without `CAP_`; all others are dropped, and so are those that this machine lacks. */
  readonly capabilities: readonly string[];
  /** A network namespace to run in; stays the caller's to close. Undefined: the agent's own. */
  readonly networkFd?: number | undefined;
  readonly cgroup: RunCgroup;
  readonly stop: ToolStop;
  /** From the start to the planned stop. */
  readonly durationMs: number;
  /** Cap on the sizes of `outputFiles` together; at 90 % of it the tool is stopped. 0: none. */
  readonly outputBytes: number;
  /** Files, or directories, that count; relative to `directory`. */
  readonly outputFiles: readonly string[];
  /** What ends the run before its time because of what it costs the node; absent: nothing does. */
  readonly guards?: ToolGuards | undefined;
  /** What else counts against the cap; relative to `directory`. */
  readonly drafts?: readonly DraftBaseline[] | undefined;
  /** A signal that the tool wants every so often while it runs; absent: none. */
  readonly ticks?: { readonly signal: 'SIGUSR2'; readonly everyMs: number };
  /** Bytes of segments, which count as well; absent where the tool makes none. */
  readonly measureSegments?: () => Promise<number>;
  /** Takes what the tool prints, relative to `directory`; undefined: only its end is kept, to explain failures. */
  readonly stdoutFile?: string | undefined;
}

export interface ToolGuards {
  readonly overhead?: OverheadRule | undefined;
  /** `begin` was called before the start. */
  readonly pressure?: PressureGuard | undefined;
}

interface ToolStop {
  readonly signal: StopBaseline['signal'];
  /** To what the tool started, and to the tool only where it started nothing. */
  readonly toItsChildren?: boolean;
  readonly notBefore?: ToolGate | undefined;
  readonly againAfterMs?: number | undefined;
  readonly graceMs: number;
}

/** The stop signal waits until there is a sign, and then for so much longer. */
export interface ToolGate {
  /** A line on stdout or stderr, or anything in this file, relative to the run's directory. */
  readonly sign: { readonly line: RegExp } | { readonly file: string };
  readonly afterMs: number;
  /** From when it is to stop. */
  readonly atMostMs: number;
}

export interface ExecutionDeps {
  readonly clock: Clock;
  readonly log: Log;
}

export type Preparation =
  | { readonly kind: 'prepared'; readonly tool: PreparedTool }
  | { readonly kind: 'failed'; readonly reason: Reason; readonly message: string };

/** A tool that stands in its cgroup, ready to be executed. Exactly one of `run` and `abandon` is to be called. */
export interface PreparedTool {
  /** Capabilities that were asked for and that this machine lacks. */
  readonly lackingCapabilities: readonly string[];
  /**
   * Executes the tool at the given instant of the monotonic clock, at once when that is past, and resolves when it
   * has ended and its cgroup is empty. Aborting `stop` stops it as at the planned end; a signal reason of the form
   * `{ reason, message }` is reported. Progress is told about once a second.
   */
  run(
    startAtMonotonicUs: number,
    stop: AbortSignal,
    onProgress: (progress: ToolProgress) => void,
  ): Promise<ToolEnding>;
  /** Ends it without having run. */
  abandon(): Promise<void>;
}

export interface ToolProgress {
  readonly state: 'running' | 'stopping';
  readonly startedMonotonicUs: number;
  readonly outputBytes: number;
  readonly usage: Usage;
}

export interface ToolEnding {
  readonly ending: Ending;
  /** Empty when there is nothing to explain. */
  readonly reason: Reason | '';
  readonly message: string;
  /** 0 also where a signal ended the tool or it never ran. */
  readonly exitCode: number;
  /** Such as `SIGKILL`; empty where the tool exited by itself. */
  readonly signal: string;
  /** 0 when it never started. */
  readonly startedMonotonicUs: number;
  readonly startedUnixUs: number;
  readonly endedUnixUs: number;
  /** What first made it end; empty when it never started. */
  readonly cause: EndingCause | '';
  /** From the stop signal to its end; 0 when it was sent none. */
  readonly stopMs: number;
  /** What it had written to its output files when it ended. */
  readonly outputBytes: number;
  /** More than 50 ms after the instant asked for. */
  readonly startedLate: boolean;
  readonly usage: Usage;
  /** The end of what the tool said on stderr, else on stdout; at most 4 KiB, printable. */
  readonly diagnostics: string;
}
