import { constants } from 'node:os';
import type { LimitEvents } from '../../shared/cgroup/cgroup.ts';
import type { Ending } from '../../shared/domain/outcome.ts';
import { type Reason, reasons } from '../../shared/domain/reasons.ts';
import type { Exit } from './spawn-tool.ts';

/** What first made the tool end. */
export type Cause =
  | { readonly kind: 'exit' }
  | { readonly kind: 'planned' }
  | { readonly kind: 'stop'; readonly reason: Reason; readonly message: string }
  | { readonly kind: 'outputLimit'; readonly outputBytes: number }
  | { readonly kind: 'memoryLimit' };

export interface EndingFacts {
  readonly cause: Cause;
  readonly exit: Exit;
  /** The tool outlived its grace and was killed. */
  readonly isKilled: boolean;
  readonly stopSignal: 'SIGTERM' | 'SIGINT' | 'SIGKILL';
  readonly graceMs: number;
  readonly outputBytes: number;
  readonly memoryBytes: number;
  readonly pids: number;
  readonly events: LimitEvents;
  readonly diagnostics: string;
}

export interface DecidedEnding {
  readonly ending: Ending;
  readonly reason: Reason | '';
  readonly message: string;
}

const notDone: DecidedEnding = {
  ending: 'timedOut',
  reason: reasons.GraceExceeded,
  message:
    'Cannot go on: the tool was not done at the planned end and was killed, since any other signal would harm what it looks at: give it a longer duration',
};

/**
 * How the run is to be called. A limit that the kernel enforced explains more than the exit that followed it; after
 * that the first cause counts. Exit 0, or an end by the very signal that was sent (perf and bpftrace raise it again
 * once their file is complete; shells turn it into 128 + its number), is a good end after a stop.
 */
export function decideEnding(facts: EndingFacts): DecidedEnding {
  const { cause, exit, events } = facts;
  if (events.oomKills > 0)
    return {
      ending: 'memoryLimit',
      reason: reasons.MemoryLimit,
      message: `Cannot go on: the kernel killed ${events.oomKills} processes of the tool at its limit of ${facts.memoryBytes} bytes of memory: raise the memory limit of the config`,
    };
  if (cause.kind === 'outputLimit' || exit.signal === 'SIGXFSZ')
    return {
      ending: 'outputLimit',
      reason: reasons.OutputLimit,
      message: `Cannot write more: the output came near its cap of ${facts.outputBytes} bytes: raise the cap or shorten the run`,
    };
  const how = exit.signal === '' ? `it exited with ${exit.exitCode}` : `it was ended by ${exit.signal}`;
  // One that ended well by itself could do without the processes that it did not get.
  if (events.pidsDenied > 0 && !(cause.kind === 'exit' && isGoodExit(facts)))
    return {
      ending: 'pidsLimit',
      reason: reasons.PidsLimit,
      message: `Cannot complete the tool: ${how} after its limit of ${facts.pids} processes was reached: raise the limit of the config`,
    };
  if (facts.isKilled)
    return {
      ending: 'timedOut',
      reason: reasons.GraceExceeded,
      message: `Cannot stop the tool with ${facts.stopSignal}: it outlived its grace of ${facts.graceMs / 1_000} s and was killed`,
    };
  if (isGoodExit(facts)) {
    if (cause.kind === 'stop')
      return { ending: 'stoppedEarly', reason: cause.reason, message: cause.message };
    if (exit.signal === 'SIGKILL') return notDone;
    return { ending: 'succeeded', reason: '', message: '' };
  }
  const last = facts.diagnostics.split('\n').at(-1) ?? '';
  return {
    ending: 'failed',
    reason: reasons.ToolFailed,
    message: `Cannot complete the tool: ${how}${last === '' ? '' : `: ${last.slice(0, 512)}`}`,
  };
}

function isGoodExit({ cause, exit, stopSignal }: EndingFacts): boolean {
  if (exit.signal === '' && exit.exitCode === 0) return true;
  if (cause.kind === 'exit') return false;
  return exit.signal === stopSignal || exit.exitCode === 128 + constants.signals[stopSignal];
}
