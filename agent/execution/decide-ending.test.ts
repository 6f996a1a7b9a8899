import { expect, test } from 'vitest';
import { decideEnding, type EndingFacts } from './decide-ending.ts';

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

test('a failure names the exit and the last line of the diagnostics', () => {
  const { message } = decideEnding({ ...facts, exit: exited(2), diagnostics: 'first\nNo such event' });
  expect(message).toBe('Cannot complete the tool: it exited with 2: No such event');
});
