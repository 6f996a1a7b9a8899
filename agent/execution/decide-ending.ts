import { constants } from 'node:os';
import type { LimitEvents } from '../../shared/cgroup/cgroup.ts';
import type { Ending, EndingCause } from '../../shared/domain/outcome.ts';
import { toBytesText } from '../../shared/domain/quantity.ts';
import { type Reason, reasons } from '../../shared/domain/reasons.ts';
import type { Overhead } from './overhead-guard.ts';
import type { PressureExcess } from './pressure-guard.ts';
import type { Exit } from './spawn-tool.ts';

/** What first made the tool end. */
export type Cause =
  | { readonly kind: 'exit' }
  | { readonly kind: 'planned' }
  | { readonly kind: 'stop'; readonly reason: Reason; readonly message: string }
  | { readonly kind: 'outputLimit'; readonly outputBytes: number }
  | { readonly kind: 'memoryLimit' }
  | { readonly kind: 'overhead'; readonly excess: Overhead }
  | { readonly kind: 'pressure'; readonly excess: PressureExcess };

export interface EndingFacts {
  readonly cause: Cause;
  readonly exit: Exit;
  /** The tool outlived its grace and was killed. */
  readonly isKilled: boolean;
  readonly stopSignal: 'SIGTERM' | 'SIGINT' | 'SIGKILL';
  readonly graceMs: number;
  /** The cap. */
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
  readonly cause: EndingCause | '';
}

type Verdict = Omit<DecidedEnding, 'cause'>;

const notDone: Verdict = {
  ending: 'timedOut',
  reason: reasons.GraceExceeded,
  message:
    'Cannot go on: the tool was not done at the planned end and was killed, since any other signal would harm what it looks at: give it a longer duration',
};

/**
 * The first cause in the light of what the kernel had counted when it was seen: a process that was killed by then came
 * before whatever else was found at the same look.
 */
export function toFirstCause(seen: Cause, counted: LimitEvents): Cause {
  return counted.oomKills > 0 ? { kind: 'memoryLimit' } : seen;
}

/**
 * How the run is to be called. A limit that ended it is told whatever followed, which the message adds. An end as
 * planned, as asked or of the tool's own is judged by how it went on: by what the kernel enforced, then by the exit.
 * Exit 0, or an end by the very signal that was sent (perf and bpftrace raise it again once their file is complete;
 * shells turn it into 128 + its number), is a good end after a stop.
 */
export function decideEnding(facts: EndingFacts): DecidedEnding {
  const { cause, exit } = facts;
  if (cause.kind === 'exit' && exit.signal === 'SIGXFSZ')
    return { ...explainOutput(facts), cause: 'outputLimit' };
  const isForSpace = cause.kind === 'stop' && cause.reason === reasons.SpoolFull;
  const verdict = explainLimit(facts) ?? judgeEnd(facts);
  return { ...verdict, cause: isForSpace ? 'spoolFull' : cause.kind };
}

/** Undefined where no limit was the first cause. */
function explainLimit(facts: EndingFacts): Verdict | undefined {
  const { cause } = facts;
  switch (cause.kind) {
    case 'exit':
    case 'planned':
      return undefined;
    case 'stop':
      if (cause.reason !== reasons.SpoolFull) return undefined;
      return withSequel({ ending: 'spoolFull', reason: cause.reason, message: cause.message }, facts);
    case 'memoryLimit':
      return explainMemory(facts);
    case 'outputLimit':
      return withSequel(explainOutput(facts, cause.outputBytes), facts);
    case 'overhead': {
      const { percent, allowedPercent, overMs } = cause.excess;
      const took = `the tool took ${toFigure(percent)} % of a core over the last ${Math.round(overMs / 1_000)} s`;
      const message = `Cannot go on: ${took}, and budgets.perNodeOverheadPercent allows ${allowedPercent} %: raise it, or observe less`;
      return withSequel({ ending: 'overhead', reason: reasons.OverheadLimit, message }, facts);
    }
    case 'pressure': {
      const { resource, before, now, allowedRise } = cause.excess;
      const rose = `the ${resource} pressure on the node rose from ${toFigure(before)} % before the start to ${toFigure(now)} %`;
      const message = `Cannot go on: ${rose}, and budgets.abortOnPressure.${resource} allows a rise by ${allowedRise}: raise it, or observe less`;
      return withSequel({ ending: 'overhead', reason: reasons.PressureLimit, message }, facts);
    }
    default:
      return cause satisfies never;
  }
}

/** What became of a tool that was stopped at a limit, where that is more than its end. */
function withSequel(verdict: Verdict, facts: EndingFacts): Verdict {
  const { isKilled, events } = facts;
  const sequel = [
    ...(isKilled ? [`it outlived its grace of ${facts.graceMs / 1_000} s and was killed`] : []),
    ...(events.oomKills > 0 ? [`the kernel then killed ${events.oomKills} of its processes for memory`] : []),
  ];
  return { ...verdict, message: [verdict.message, ...sequel].join('; ') };
}

function judgeEnd(facts: EndingFacts): Verdict {
  const { cause, exit, events } = facts;
  if (events.oomKills > 0) return explainMemory(facts);
  if (exit.signal === 'SIGXFSZ') return explainOutput(facts);
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

function explainMemory({ events, memoryBytes }: EndingFacts): Verdict {
  return {
    ending: 'memoryLimit',
    reason: reasons.MemoryLimit,
    message: `Cannot go on: the kernel killed ${events.oomKills} processes of the tool at its limit of ${memoryBytes} bytes of memory: raise the memory limit of the config`,
  };
}

/** `writtenBytes`: where that was seen. */
function explainOutput({ outputBytes }: EndingFacts, writtenBytes?: number): Verdict {
  const written = writtenBytes === undefined ? 'the output' : `the output of ${toBytesText(writtenBytes)}`;
  return {
    ending: 'outputLimit',
    reason: reasons.OutputLimit,
    message: `Cannot write more: ${written} came near its cap of ${outputBytes} bytes: raise the cap or shorten the run`,
  };
}

function isGoodExit({ cause, exit, stopSignal }: EndingFacts): boolean {
  if (exit.signal === '' && exit.exitCode === 0) return true;
  if (cause.kind === 'exit') return false;
  return exit.signal === stopSignal || exit.exitCode === 128 + constants.signals[stopSignal];
}

/** Whole, but for what would be nothing then. */
function toFigure(percent: number): string {
  return percent >= 10 ? `${Math.round(percent)}` : percent.toFixed(1);
}
