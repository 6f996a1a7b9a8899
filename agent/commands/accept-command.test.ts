import { describe, expect, it } from 'vitest';
import type { Command, TargetPod } from '../../shared/domain/command.ts';
import { accept, type World, quietWorld as world } from '../../test/builders/accept.ts';
import { buildCommand, buildSnapshotCommand } from '../../test/builders/command.ts';

const nodeUid = 'n1';
const perf = buildCommand({ nodeUid });
const caps = perf.caps;
const runs = (tool: string, captures: readonly string[], exclusiveWith: readonly string[] = []) =>
  captures.map((capture) => ({ capture, tool, exclusiveWith }));
const pod = {
  namespace: 'shop',
  name: 'web-0.a',
  uid: '3f2b1c9e-54a1-4d7e-9a3e-8f5e2f1a0b4c',
  containers: [{ name: 'app', id: 'ab'.repeat(32) }],
};
const container = { name: 'app', id: 'ab'.repeat(32) };
const output = perf.outputs[0] ?? { name: '', path: '', mediaType: '', required: true };

describe('acceptCommand', () => {
  it('accepts perf with the slots of its canonical argv unfilled', () => {
    const acceptance = accept(perf, world);
    expect(acceptance).toMatchObject({ kind: 'accepted' });
    expect(acceptance.kind === 'accepted' && acceptance.argv).toContain('{out:profile}');
  });

  it('accepts the built-in without caps, rights or an executable', () => {
    expect(accept(buildSnapshotCommand({ nodeUid }), world).kind).toBe('accepted');
  });

  it('accepts a command while no more is undelivered than may be', () => {
    const spool = { spoolWaitingBytes: 600, spoolAsideBytes: 400 };
    expect(accept(perf, { ...world, ...spool }).kind).toBe('accepted');
  });

  it('answers what it knows as known, whatever else is wrong with it', () => {
    expect(accept(perf, { ...world, isKnown: true, isDraining: true }).kind).toBe('duplicate');
  });

  it.each<[string, Partial<Command>, Partial<World>, string, RegExp]>([
    ['a malformed id', { commandId: '../x' }, {}, 'CommandRefused', /malformed/],
    ["another node's id", { commandId: 'run-1.n2.1' }, {}, 'CommandRefused', /another node/],
    ['an id of another attempt', { commandId: 'run-1.n1.2' }, {}, 'CommandRefused', /differ/],
    ['an id of another run', { commandId: 'run-2.n1.1' }, {}, 'CommandRefused', /differ/],
    ['an attempt that was here', {}, { highestAttempt: 1 }, 'CommandRefused', /attempt 1 of the run/],
    ['an older attempt', {}, { highestAttempt: 4 }, 'CommandRefused', /attempt 4 of the run/],
    ['a command while draining', {}, { isDraining: true }, 'Draining', /shutting down/],
    ['a second run', {}, { underWay: runs('perf', ['oncall/r7']) }, 'Busy', /capture "oncall\/r7"/],
    ['a full spool', {}, { spoolFreeBytes: 99 }, 'SpoolFull', /99 B free/],
    [
      'a spool of files that nobody took',
      {},
      { spoolWaitingBytes: 600, spoolAsideBytes: 401 },
      'SpoolFull',
      /holds 1001 B of files.* at most 1000 B may wait/,
    ],
    ['a warm-up above a day', { warmupMs: 86_400_001 }, {}, 'CommandRefused', /warmup/],
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
    [
      'a bandwidth below zero',
      { caps: { ...caps, readBytesPerSecond: -1 } },
      {},
      'CommandRefused',
      /cap readBytesPerSecond is not a number of bytes a second/,
    ],
    [
      'a bandwidth that is no number',
      { caps: { ...caps, writeBytesPerSecond: Number.NaN } },
      {},
      'CommandRefused',
      /cap writeBytesPerSecond/,
    ],
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
    ['a compression of its own', { compression: 'lz4' }, {}, 'CommandRefused', /"lz4" is not one of zstd/],
    ['a rate below nothing', { maxUploadBytesPerSecond: -1 }, {}, 'CommandRefused', /upload rate/],
    ['no rights', {}, { perfProblem: 'Cannot open perf events' }, 'PerfNotPermitted', /perf events/],
  ])('refuses %s', (_title, command, more, reason, message) => {
    expect(accept({ ...perf, ...command }, { ...world, ...more })).toMatchObject({
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
    const perfs = Array.from({ length: count }, (_, at) => `oncall/r${at}`);
    const underWay = [...runs('node-snapshot', ['oncall/other']), ...runs('perf', perfs)];
    const acceptance = accept({ ...perf, concurrentPerNode }, { ...world, underWay });
    expect(acceptance.kind === 'refused' ? acceptance.reason : acceptance.kind).toBe(expected);
  });

  it('names one of the captures that stand in the way and counts the others', () => {
    const underWay = runs('perf', ['oncall/r7', 'oncall/r8']);
    expect(accept({ ...perf, concurrentPerNode: 2 }, { ...world, underWay })).toMatchObject({
      message: expect.stringContaining('capture "oncall/r7" and 1 more use it on this node'),
    });
  });

  it('lets another tool run beside', () => {
    const underWay = runs('node-snapshot', ['oncall/r7']);
    expect(accept(perf, { ...world, underWay }).kind).toBe('accepted');
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['the command', ['node-snapshot'], []],
    ['the run under way', [], ['aperf', 'perf']],
    ['each', ['node-snapshot'], ['perf']],
  ])('lets no tool run beside another that %s excludes', (_who, exclusiveWith, theirs) => {
    const underWay = [...runs('aperf', ['oncall/r6']), ...runs('node-snapshot', ['oncall/r7'], theirs)];
    expect(accept({ ...perf, exclusiveWith }, { ...world, underWay })).toMatchObject({
      reason: 'Busy',
      message:
        'Cannot start tool "perf": capture "oncall/r7" uses tool "node-snapshot" on this node, and the two exclude each other: try again when it has ended, or give start.startDeadline',
    });
  });

  it('lets a tool that is excluded by name run when neither is under way, and a tool beside itself', () => {
    const own = { ...perf, exclusiveWith: ['aperf', 'perf'], concurrentPerNode: 2 };
    const underWay = [
      ...runs('perf', ['oncall/r7'], ['perf']),
      ...runs('node-snapshot', ['oncall/r8'], ['aperf']),
    ];
    expect(accept(own, { ...world, underWay }).kind).toBe('accepted');
  });
});

describe('acceptCommand of a command for pods', () => {
  const forPods = { ...perf, args: ['record', '-g'], pods: [pod] };

  it('accepts a tool that can be kept to them, with the slot of their pids', () => {
    const acceptance = accept(forPods, world);
    expect(acceptance).toMatchObject({ kind: 'accepted', argv: expect.arrayContaining(['-p', '{pids}']) });
  });

  it.each<[string, Partial<Command>, RegExp]>([
    ['the whole node', { args: ['record', '-a'] }, /-a" shows the whole node/],
    ['some CPUs', { args: ['record', '-C', '0'] }, /-C" shows the whole node/],
    ['locked arguments of the whole node', { lockedArgs: ['-a'] }, /-a" shows the whole node/],
    ['pids of its own', { args: ['record', '-p', '1'] }, /added by the agent/],
    [
      'a tool of the whole node',
      { ...buildSnapshotCommand({ nodeUid }), pods: [pod] },
      /tools that can are perf record/,
    ],
  ])('refuses %s', (_what, command, message) => {
    expect(accept({ ...forPods, ...command }, world)).toMatchObject({
      reason: 'ArgumentRefused',
      message: expect.stringMatching(message),
    });
  });

  it.each<[string, readonly TargetPod[], RegExp]>([
    ['the uid ".."', [{ ...pod, uid: '..' }], /uid/],
    ['the uid "*"', [{ ...pod, uid: '*' }], /uid/],
    ['an empty uid', [{ ...pod, uid: '' }], /uid/],
    ['a uid of 64 KiB', [{ ...pod, uid: 'a'.repeat(65_536) }], /uid/],
    ['a uid with a step', [{ ...pod, uid: '3f2b1c9e/../../x' }], /uid/],
    ['a uid with a line end', [{ ...pod, uid: `${pod.uid}\n` }], /uid/],
    ['no container', [{ ...pod, containers: [] }], /names no container/],
    ['an empty container id', [{ ...pod, containers: [{ ...container, id: '' }] }], /container id/],
    [
      'a container id with a step',
      [{ ...pod, containers: [{ ...container, id: '../../etc' }] }],
      /container id/,
    ],
    [
      'a container id of 64 KiB',
      [{ ...pod, containers: [container, { ...container, id: 'b'.repeat(65_536) }] }],
      /container id/,
    ],
    [
      "a runtime's prefix",
      [{ ...pod, containers: [{ ...container, id: `docker://${container.id}` }] }],
      /id/,
    ],
    ['a container without a name', [{ ...pod, containers: [{ ...container, name: '' }] }], /container with/],
    ['300 containers', [{ ...pod, containers: Array.from({ length: 300 }, () => container) }], /256/],
    ['a name with a step', [{ ...pod, name: '../x' }], /name that no pod/],
    ['a namespace with control characters', [{ ...pod, namespace: '\u001b[2J' }], /namespace/],
    ['the same pod twice', [pod, pod], /same uid/],
    ['2,000 pods', Array.from({ length: 2_000 }, () => pod), /1024/],
  ])('refuses a pod with %s', (_what, pods, message) => {
    const acceptance = accept({ ...forPods, pods }, world);
    expect(acceptance).toMatchObject({
      reason: 'CommandRefused',
      message: expect.stringMatching(message),
    });
    expect(acceptance.kind === 'refused' && acceptance.message).toMatch(/^[\x20-\x7e]{1,200}$/);
  });
});
