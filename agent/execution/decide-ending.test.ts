import { expect, test } from 'vitest';
import { decideEnding, type EndingFacts, toFirstCause } from './decide-ending.ts';

const facts: EndingFacts = {
  cause: { kind: 'exit' },
  exit: { exitCode: 0, signal: '', problem: '' },
  isKilled: false,
  stopSignal: 'SIGTERM',
  graceMs: 1_000,
  outputBytes: 10,
  memoryBytes: 20,
  pids: 30,
  events: { oomKills: 0, pidsDenied: 0 },
  diagnostics: '',
};
const exited = (exitCode: number) => ({ exitCode, signal: '', problem: '' });
const signalled = (signal: string) => ({ exitCode: 0, signal, problem: '' });
const planned = { kind: 'planned' } as const;
const stop = { kind: 'stop', reason: 'StopRequested', message: 'm' } as const;
const full = { kind: 'stop', reason: 'SpoolFull', message: '1 GiB free, 5 GiB needed' } as const;
const output = { kind: 'outputLimit', outputBytes: 9 } as const;
const memory = { kind: 'memoryLimit' } as const;
const overhead = { kind: 'overhead', excess: { percent: 72.6, allowedPercent: 50, overMs: 10_004 } } as const;
const pressure = {
  kind: 'pressure',
  excess: { resource: 'io', before: 3.14, now: 45.2, allowedRise: 20 },
} as const;
const oom = { oomKills: 2, pidsDenied: 0 };

test.each<[string, Partial<EndingFacts>, string, string]>([
  ['exit 0 by itself', {}, 'succeeded', ''],
  ['exit 1 by itself', { exit: exited(1) }, 'failed', 'ToolFailed'],
  ['a foreign SIGTERM', { exit: signalled('SIGTERM') }, 'failed', 'ToolFailed'],
  ['planned stop, exit 0', { cause: planned }, 'succeeded', ''],
  ['planned stop, ended by our signal', { cause: planned, exit: signalled('SIGTERM') }, 'succeeded', ''],
  ['planned stop, exit 128 + our signal', { cause: planned, exit: exited(143) }, 'succeeded', ''],
  ['planned stop, another signal', { cause: planned, exit: signalled('SIGSEGV') }, 'failed', 'ToolFailed'],
  ['planned stop, exit 1', { cause: planned, exit: exited(1) }, 'failed', 'ToolFailed'],
  [
    'planned stop by SIGINT, exit 130',
    { cause: planned, stopSignal: 'SIGINT', exit: exited(130) },
    'succeeded',
    '',
  ],
  [
    'planned stop, killed',
    { cause: planned, isKilled: true, exit: signalled('SIGKILL') },
    'timedOut',
    'GraceExceeded',
  ],
  ['stop, exit 0', { cause: stop }, 'stoppedEarly', 'StopRequested'],
  ['stop, killed', { cause: stop, isKilled: true, exit: signalled('SIGKILL') }, 'timedOut', 'GraceExceeded'],
  [
    'planned stop by SIGKILL',
    { cause: planned, stopSignal: 'SIGKILL', exit: signalled('SIGKILL') },
    'timedOut',
    'GraceExceeded',
  ],
  [
    'stop by SIGKILL',
    { cause: stop, stopSignal: 'SIGKILL', exit: signalled('SIGKILL') },
    'stoppedEarly',
    'StopRequested',
  ],
  ['a foreign SIGKILL', { stopSignal: 'SIGKILL', exit: signalled('SIGKILL') }, 'failed', 'ToolFailed'],
  ['stop, exit 2', { cause: stop, exit: exited(2) }, 'failed', 'ToolFailed'],
  ['output limit', { cause: { kind: 'outputLimit', outputBytes: 9 } }, 'outputLimit', 'OutputLimit'],
  ['SIGXFSZ', { exit: signalled('SIGXFSZ') }, 'outputLimit', 'OutputLimit'],
  [
    'oom kill, whatever followed',
    { exit: signalled('SIGKILL'), events: { oomKills: 1, pidsDenied: 1 } },
    'memoryLimit',
    'MemoryLimit',
  ],
  [
    'refused forks and a failure',
    { exit: exited(1), events: { oomKills: 0, pidsDenied: 2 } },
    'pidsLimit',
    'PidsLimit',
  ],
  [
    'refused forks and a planned stop',
    { cause: planned, events: { oomKills: 0, pidsDenied: 2 } },
    'pidsLimit',
    'PidsLimit',
  ],
  [
    'refused forks and a tool that outlives its grace',
    { cause: stop, isKilled: true, exit: signalled('SIGKILL'), events: { oomKills: 0, pidsDenied: 2 } },
    'pidsLimit',
    'PidsLimit',
  ],
  ['refused forks and a success by itself', { events: { oomKills: 0, pidsDenied: 2 } }, 'succeeded', ''],
])('%s', (_, changes, ending, reason) => {
  expect(decideEnding({ ...facts, ...changes })).toMatchObject({ ending, reason });
});

test.each<[string, Partial<EndingFacts>, string, string, string]>([
  ['the output', { cause: output }, 'outputLimit', 'OutputLimit', 'outputLimit'],
  [
    'the output, then its grace',
    { cause: output, isKilled: true, exit: signalled('SIGKILL') },
    'outputLimit',
    'OutputLimit',
    'outputLimit',
  ],
  [
    'the output, then the memory',
    { cause: output, events: oom, exit: signalled('SIGKILL') },
    'outputLimit',
    'OutputLimit',
    'outputLimit',
  ],
  ['the overhead', { cause: overhead }, 'overhead', 'OverheadLimit', 'overhead'],
  [
    'the overhead, then its grace',
    { cause: overhead, isKilled: true, exit: signalled('SIGKILL') },
    'overhead',
    'OverheadLimit',
    'overhead',
  ],
  [
    'the overhead, then the memory',
    { cause: overhead, events: oom, exit: signalled('SIGKILL') },
    'overhead',
    'OverheadLimit',
    'overhead',
  ],
  [
    'the overhead, then a failure',
    { cause: overhead, exit: exited(1) },
    'overhead',
    'OverheadLimit',
    'overhead',
  ],
  [
    'the overhead, then a file too large',
    { cause: overhead, exit: signalled('SIGXFSZ') },
    'overhead',
    'OverheadLimit',
    'overhead',
  ],
  ['the pressure', { cause: pressure, exit: exited(0) }, 'overhead', 'PressureLimit', 'pressure'],
  [
    'the pressure, then its grace',
    { cause: pressure, isKilled: true, exit: signalled('SIGKILL') },
    'overhead',
    'PressureLimit',
    'pressure',
  ],
  ['the disk', { cause: full }, 'spoolFull', 'SpoolFull', 'spoolFull'],
  [
    'the disk, then its grace',
    { cause: full, isKilled: true, exit: signalled('SIGKILL') },
    'spoolFull',
    'SpoolFull',
    'spoolFull',
  ],
  ['the disk, then a failure', { cause: full, exit: exited(1) }, 'spoolFull', 'SpoolFull', 'spoolFull'],
  [
    'the memory',
    { cause: memory, events: oom, exit: signalled('SIGKILL') },
    'memoryLimit',
    'MemoryLimit',
    'memoryLimit',
  ],
  [
    'the memory, then its grace',
    { cause: memory, events: oom, isKilled: true, exit: signalled('SIGKILL') },
    'memoryLimit',
    'MemoryLimit',
    'memoryLimit',
  ],
  ['a file too large', { exit: signalled('SIGXFSZ') }, 'outputLimit', 'OutputLimit', 'outputLimit'],
  [
    'the planned end, then the memory',
    { cause: planned, events: oom, exit: signalled('SIGKILL') },
    'memoryLimit',
    'MemoryLimit',
    'planned',
  ],
  [
    'the planned end, then a file too large',
    { cause: planned, exit: signalled('SIGXFSZ') },
    'outputLimit',
    'OutputLimit',
    'planned',
  ],
  ['a stop, then the memory', { cause: stop, events: oom }, 'memoryLimit', 'MemoryLimit', 'stop'],
  [
    'a stop, then its grace',
    { cause: stop, isKilled: true, exit: signalled('SIGKILL') },
    'timedOut',
    'GraceExceeded',
    'stop',
  ],
  ['a stop', { cause: stop }, 'stoppedEarly', 'StopRequested', 'stop'],
  ['the planned end', { cause: planned }, 'succeeded', '', 'planned'],
  ['its own end', {}, 'succeeded', '', 'exit'],
])('what came first is told: %s', (_, changes, ending, reason, cause) => {
  expect(decideEnding({ ...facts, ...changes })).toMatchObject({ ending, reason, cause });
});

test.each([
  [planned, 0, 'planned'],
  [planned, 1, 'memoryLimit'],
  [stop, 1, 'memoryLimit'],
  [output, 1, 'memoryLimit'],
  [overhead, 0, 'overhead'],
  [{ kind: 'exit' } as const, 1, 'memoryLimit'],
])('of %j beside %i processes that the kernel had killed by then, %s came first', (seen, oomKills, first) => {
  expect(toFirstCause(seen, { oomKills, pidsDenied: 0 }).kind).toBe(first);
});

test.each<[EndingFacts['cause'], Partial<EndingFacts>, string]>([
  [
    overhead,
    {},
    'Cannot go on: the tool took 73 % of a core over the last 10 s, and budgets.perNodeOverheadPercent allows 50 %: raise it, or observe less',
  ],
  [
    pressure,
    { isKilled: true },
    'Cannot go on: the io pressure on the node rose from 3.1 % before the start to 45 %, and budgets.abortOnPressure.io allows a rise by 20: raise it, or observe less; it outlived its grace of 1 s and was killed',
  ],
  [
    output,
    { events: oom },
    'Cannot write more: the output of 9 B came near its cap of 10 bytes: raise the cap or shorten the run; the kernel then killed 2 of its processes for memory',
  ],
  [full, {}, full.message],
])('%j is told with its figures, and with what followed', (cause, changes, message) => {
  expect(decideEnding({ ...facts, cause, ...changes }).message).toBe(message);
});

test('a failure names the exit and the last line of the diagnostics', () => {
  const { message } = decideEnding({ ...facts, exit: exited(2), diagnostics: 'first\nNo such event' });
  expect(message).toBe('Cannot complete the tool: it exited with 2: No such event');
});
