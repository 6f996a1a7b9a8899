import { describe, expect, it } from 'vitest';
import type { Command } from '../../shared/domain/command.ts';
import { buildCommand, buildSnapshotCommand } from '../../test/builders/command.ts';
import { type AgentWorld, acceptCommand } from './accept-command.ts';

const nodeUid = 'n1';
const world: AgentWorld = {
  nodeUid,
  isDraining: false,
  isKnown: false,
  highestAttempt: 0,
  underWay: [],
  spoolFreeBytes: 100,
  spoolFloorBytes: 100,
  targetPids: new Set(),
  netDevices: new Set(['eth0', 'any']),
  perfProblem: '',
};
const perf = buildCommand({ nodeUid });
const caps = perf.caps;
const output = perf.outputs[0] ?? { name: '', path: '', mediaType: '', required: true };

describe('acceptCommand', () => {
  it('accepts perf with the slots of its canonical argv unfilled', () => {
    const acceptance = acceptCommand(perf, world);
    expect(acceptance).toMatchObject({ kind: 'accepted' });
    expect(acceptance.kind === 'accepted' && acceptance.argv).toContain('{out:profile}');
  });

  it('accepts the built-in without caps, rights or an executable', () => {
    expect(acceptCommand(buildSnapshotCommand({ nodeUid }), world).kind).toBe('accepted');
  });

  it('answers what it knows as known, whatever else is wrong with it', () => {
    expect(acceptCommand(perf, { ...world, isKnown: true, isDraining: true }).kind).toBe('duplicate');
  });

  it.each<[string, Partial<Command>, Partial<AgentWorld>, string, RegExp]>([
    ['a malformed id', { commandId: '../x' }, {}, 'CommandRefused', /malformed/],
    ["another node's id", { commandId: 'run-1.n2.1' }, {}, 'CommandRefused', /another node/],
    ['an id of another attempt', { commandId: 'run-1.n1.2' }, {}, 'CommandRefused', /differ/],
    ['an id of another run', { commandId: 'run-2.n1.1' }, {}, 'CommandRefused', /differ/],
    ['an attempt that was here', {}, { highestAttempt: 1 }, 'CommandRefused', /attempt 1 of the run/],
    ['an older attempt', {}, { highestAttempt: 4 }, 'CommandRefused', /attempt 4 of the run/],
    ['a command while draining', {}, { isDraining: true }, 'Draining', /shutting down/],
    ['a second run', {}, { underWay: [{ commandId: 'r7.n1.1', tool: 'perf' }] }, 'Busy', /run "r7"/],
    ['a full spool', {}, { spoolFreeBytes: 99 }, 'SpoolFull', /99 B free/],
    ['an unknown tool', { tool: 'bash' }, {}, 'UnknownTool', /bash/],
    ['an argument', { args: ['record', '-a', '-o', '/etc/passwd'] }, {}, 'ArgumentRefused', /-o/],
    [
      'a locked argument twice',
      { lockedArgs: ['-F', '9'], args: ['record', '-a', '-F', '99'] },
      {},
      'ArgumentRefused',
      /-F/,
    ],
    ['a process that is no target', { args: ['record', '-p', '1'] }, {}, 'ArgumentRefused', /-p/],
    ['no memory cap', { caps: { ...caps, memoryBytes: 0 } }, {}, 'CommandRefused', /memoryBytes/],
    ['no cpu cap', { caps: { ...caps, cpuPercent: 0 } }, {}, 'CommandRefused', /cpuPercent/],
    ['no cap of processes', { caps: { ...caps, pids: 0 } }, {}, 'CommandRefused', /pids/],
    ['no output cap', { caps: { ...caps, outputBytes: 0 } }, {}, 'CommandRefused', /outputBytes/],
    ['a cap that is no number', { caps: { ...caps, pids: Number.NaN } }, {}, 'CommandRefused', /pids/],
    ['a duration of zero', { durationMs: 0 }, {}, 'CommandRefused', /duration/],
    ['a duration above a day', { durationMs: 86_400_001 }, {}, 'CommandRefused', /duration/],
    ['a capability', { capabilities: ['SYS_MODULE'] }, {}, 'CommandRefused', /SYS_MODULE/],
    ['a variable', { environment: { LD_PRELOAD: '/x' } }, {}, 'CommandRefused', /LD_PRELOAD/],
    [
      'an output elsewhere',
      { outputs: [{ ...output, path: '../x' }] },
      {},
      'CommandRefused',
      /plain file name/,
    ],
    ['no output', { outputs: [] }, {}, 'CommandRefused', /leaves out output "profile"/],
    ['an output twice', { outputs: [output, { ...output, path: 'y' }] }, {}, 'CommandRefused', /same name/],
    ['no rights', {}, { perfProblem: 'Cannot open perf events' }, 'PerfNotPermitted', /perf events/],
  ])('refuses %s', (_title, command, more, reason, message) => {
    expect(acceptCommand({ ...perf, ...command }, { ...world, ...more })).toMatchObject({
      kind: 'refused',
      reason,
      message: expect.stringMatching(message),
    });
  });

  it.each([
    [0, 0, 'accepted'],
    [0, 1, 'Busy'],
    [1, 0, 'accepted'],
    [1, 1, 'Busy'],
    [2, 1, 'accepted'],
    [2, 2, 'Busy'],
    [2, 3, 'Busy'],
  ])('with %i allowed at once and %i under way the answer is %s', (concurrentPerNode, count, expected) => {
    const perfs = Array.from({ length: count }, (_, at) => ({ commandId: `r${at}.n1.1`, tool: 'perf' }));
    const underWay = [{ commandId: 'other.n1.1', tool: 'node-snapshot' }, ...perfs];
    const acceptance = acceptCommand({ ...perf, concurrentPerNode }, { ...world, underWay });
    expect(acceptance.kind === 'refused' ? acceptance.reason : acceptance.kind).toBe(expected);
  });

  it('names one of the runs that stand in the way and counts the others', () => {
    const underWay = ['r7.n1.1', 'r8.n1.1'].map((commandId) => ({ commandId, tool: 'perf' }));
    expect(acceptCommand({ ...perf, concurrentPerNode: 2 }, { ...world, underWay })).toMatchObject({
      message: expect.stringContaining('run "r7" and 1 more use it on this node'),
    });
  });

  it('lets another tool run beside', () => {
    const underWay = [{ commandId: 'r7.n1.1', tool: 'node-snapshot' }];
    expect(acceptCommand(perf, { ...world, underWay }).kind).toBe('accepted');
  });
});
