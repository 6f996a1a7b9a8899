import type { ToolEnding } from '../../agent/execution/tool-request.ts';

/** The ending of a tool that exited well by itself, having used nothing and written 4 bytes, but for the changes. */
export function buildToolEnding(changes: Partial<ToolEnding> = {}): ToolEnding {
  return {
    ending: 'succeeded',
    reason: '',
    message: '',
    exitCode: 0,
    signal: '',
    startedMonotonicUs: 1,
    startedUnixUs: 2,
    endedUnixUs: 3,
    startedLate: false,
    usage: {
      cpuUs: 0,
      throttledUs: 0,
      memoryPeakBytes: 0,
      oomKills: 0,
      pidsDenied: 0,
      ioReadBytes: 0,
      ioWrittenBytes: 0,
    },
    diagnostics: '',
    cause: 'exit',
    stopMs: 0,
    outputBytes: 4,
    ...changes,
  };
}
