import { chmod, chown, copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Command, OutputRule } from '../shared/domain/command.ts';
import { benignLines, hostileLines } from '../test/argv-lines/all-lines.ts';
import { hostileLockedLines } from '../test/argv-lines/locked-lines.ts';
import { isText } from '../test/argv-lines/read-corpus.ts';
import { type Answer, HostileCoordinator } from '../test/builders/hostile-coordinator.ts';

vi.setConfig({ testTimeout: 60_000 });

let coordinator: HostileCoordinator;
let elsewhere: string;
beforeAll(async () => {
  coordinator = await HostileCoordinator.start();
  elsewhere = await mkdtemp(join(tmpdir(), 'toe-elsewhere-'));
});
afterEach(async () => {
  const executed = await coordinator.tools.readExecuted();
  if (executed.length > 0) throw new Error(`Executed: ${executed.join('; ')}`);
  const written = await readdir(elsewhere);
  if (written.length > 0) throw new Error(`Written elsewhere: ${written.join(', ')}`);
});
afterAll(async () => {
  await coordinator[Symbol.asyncDispose]();
  await rm(elsewhere, { recursive: true });
});

const output = (name: string, path: string): OutputRule => ({
  name,
  path,
  mediaType: 'text/plain',
  required: true,
});
const profile = (path: string): Partial<Command> => ({ outputs: [output('profile', path)] });

/** What came of a good line of perf in a command that was tampered with. */
async function tell(changes: Partial<Command>, args = ['record', '-a']): Promise<Answer> {
  const [answer] = await coordinator.tell([coordinator.build('perf', args, changes)]);
  if (answer === undefined) throw new Error('No answer');
  return answer;
}

function refusedFor(reason: string) {
  return { isPrepared: false, outcome: { ending: 'refused', reason, startedMonotonicUs: 0, artifacts: [] } };
}

it('a command that nobody tampered with is prepared', async () => {
  expect(await tell({})).toMatchObject({ isPrepared: true });
});

describe('locked arguments', () => {
  it('that no baseline has lead to no preparation, whatever the line is', async () => {
    const commands = hostileLines.flatMap(({ tool, subcommand, args, rule, position }) => {
      const line = benignLines.find((good) => good.tool === tool && good.subcommand === subcommand);
      if (rule !== 'option' || line === undefined) return [];
      return [coordinator.build(tool, line.args, { lockedArgs: args.slice(position - 1) })];
    });
    const answers = await coordinator.tell(commands);
    expect(answers.length).toBeGreaterThan(500);
    const others = answers.filter(
      ({ isPrepared, outcome }) => isPrepared || outcome.reason !== 'ArgumentRefused',
    );
    expect(others).toEqual([]);
  });

  it('do not let a person set or contradict them', async () => {
    const commands = hostileLockedLines.flatMap(({ tool, locked, args }) =>
      isText(locked) ? [coordinator.build(tool, args, { lockedArgs: locked })] : [],
    );
    const answers = await coordinator.tell(commands);
    expect(answers.length).toBeGreaterThan(50);
    const others = answers.filter(
      ({ isPrepared, outcome }) => isPrepared || outcome.reason !== 'ArgumentRefused',
    );
    expect(others).toEqual([]);
  });
});

describe('a command that asks for more than its baseline', () => {
  it.each<[string, Partial<Command>]>([
    ['an output above its directory', profile('../perf.data')],
    ['an output with an absolute path', profile('/etc/cron.d/x')],
    ['an output in another directory', profile('a/b')],
    ['an output that is its directory', profile('.')],
    ['an output that is the directory above', profile('..')],
    ['an output without a path', profile('')],
    ['an output with a NUL', profile('perf.data\0.txt')],
    ['an output with a line end', profile('perf.data\n')],
    ['an output with a blank', profile('perf data')],
    ['an output that begins with a dot', profile('.perfconfig')],
    ['an output with a slot', profile('{out:profile}')],
    ['an output with a very long path', profile('x'.repeat(4_096))],
    ['an output of the agent', { outputs: [output('profile', 'perf.data'), output('snapshot', 'x')] }],
    ['an output with a path for a name', { outputs: [output('../profile', 'perf.data')] }],
    ['an output twice', { outputs: [output('profile', 'x'), output('profile', 'y')] }],
    ['two outputs in one file', { outputs: [output('profile', 'x'), output('more', 'x')] }],
    ['no output', { outputs: [] }],
    ['the outputs of another tool', { outputs: [output('packets', 'packets.pcap')] }],
    ['the outputs of a tool that prints', { outputs: [output('report', 'report.txt')] }],
    ['a capability of another tool', { capabilities: ['NET_ADMIN'] }],
    ['a capability that no tool has', { capabilities: ['SYS_MODULE'] }],
    ['a capability by its long name', { capabilities: ['CAP_PERFMON'] }],
    ['a capability in small letters', { capabilities: ['sys_admin'] }],
    ['a list in one capability', { capabilities: ['PERFMON,+SYS_MODULE'] }],
    ['all capabilities', { capabilities: ['ALL'] }],
    ['a capability that is an option', { capabilities: ['--reuid=0'] }],
    ['a preloaded library', { environment: { LD_PRELOAD: '/tmp/x.so' } }],
    ['a library path', { environment: { LD_LIBRARY_PATH: '/tmp' } }],
    ['an audit library', { environment: { LD_AUDIT: '/tmp/x.so' } }],
    ['a search path', { environment: { PATH: '/tmp' } }],
    ['a home', { environment: { HOME: '/root' } }],
    ['a shell script to begin with', { environment: { BASH_ENV: '/tmp/x', ENV: '/tmp/x' } }],
    ['a configuration of perf', { environment: { PERF_CONFIG: '/tmp/x' } }],
    ['a pager', { environment: { PERF_PAGER: 'sh' } }],
    ['a variable without a name', { environment: { '': 'x' } }],
    ['a variable that holds two', { environment: { 'PERF_CONFIG_NOSYSTEM=1\nLD_PRELOAD': '/tmp/x.so' } }],
    ['a value with a NUL', { environment: { PERF_CONFIG_NOSYSTEM: '1\0LD_PRELOAD=/tmp/x.so' } }],
    ['no duration', { durationMs: 0 }],
    ['a duration above a day', { durationMs: 86_400_001 }],
    ['a duration of 300 years', { durationMs: 9_000_000_000_000 }],
    ['a negative duration', { durationMs: -1 }],
    ['an endless warm-up', { warmupMs: 86_400_001 }],
    ['no time for a commit', { commitTimeoutMs: 0 }],
    ['the id of another run', { commandId: 'run-0.x.1' }],
    ['an id that leads elsewhere', { commandId: '../../x' }],
    ['an empty id', { commandId: '' }],
  ])('is refused: %s', async (_what, changes) => {
    expect(await tell(changes)).toMatchObject(refusedFor('CommandRefused'));
  });

  it.each(['cpuPercent', 'memoryBytes', 'pids', 'outputBytes'] as const)(
    'is refused: %s without a limit',
    async (name) => {
      const { caps } = coordinator.build('perf', ['record', '-a']);
      expect(await tell({ caps: { ...caps, [name]: 0 } })).toMatchObject(refusedFor('CommandRefused'));
    },
  );

  it.each(['bash', '/bin/sh', '../perf', 'perf ', 'Perf', '__proto__', 'constructor', ''])(
    'is refused: tool %j',
    async (tool) => {
      expect(await tell({ tool })).toMatchObject(refusedFor('UnknownTool'));
    },
  );
});

describe('an executable that is not the tool', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'toe-not-perf-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  /** A path to something called perf. */
  async function make(fill: (path: string) => Promise<unknown>): Promise<string> {
    const own = await mkdtemp(join(directory, 'x-'));
    await fill(join(own, 'perf'));
    return join(own, 'perf');
  }
  const real = (path: string) => copyFile(coordinator.tools.pathOf('perf'), path);

  it.each<[string, string, () => Promise<string>]>([
    ['a shell', 'BinaryNotAllowed', async () => '/bin/sh'],
    ['a program that starts others', 'BinaryNotAllowed', async () => '/usr/bin/env'],
    ['another tool', 'BinaryNotAllowed', async () => coordinator.tools.pathOf('tcpdump')],
    ['a link to a shell', 'BinaryNotAllowed', () => make((path) => symlink('/bin/sh', path))],
    ['a script', 'BinaryNotFound', () => make((path) => writeFile(path, '#!/bin/sh\nid\n', { mode: 0o755 }))],
    ['a text', 'BinaryNotFound', () => make((path) => writeFile(path, 'perf', { mode: 0o755 }))],
    ['nothing', 'BinaryNotFound', async () => join(directory, 'perf')],
    ['a directory', 'BinaryNotFound', () => make((path) => mkdir(path))],
    ['a device', 'BinaryNotFound', async () => '/dev/zero'],
    ['a name without a path', 'RulesNotHeld', async () => 'perf'],
    ['a path from here', 'RulesNotHeld', async () => './perf'],
    ['no path', 'BinaryNotFound', async () => ''],
    [
      'a file that all can write',
      'BinaryNotFound',
      () =>
        make(async (path) => {
          await real(path);
          await chmod(path, 0o777);
        }),
    ],
    [
      "another user's file",
      'BinaryNotFound',
      () =>
        make(async (path) => {
          await real(path);
          await chown(path, 65_534, 65_534);
        }),
    ],
    [
      'a file that is not to be executed',
      'BinaryNotFound',
      () =>
        make(async (path) => {
          await real(path);
          await chmod(path, 0o644);
        }),
    ],
  ])('is not prepared: %s', async (_what, reason, makePath) => {
    const binary = { source: 'host', path: await makePath(), sha256: [] } as const;
    expect(await tell({ binary })).toMatchObject(refusedFor(reason));
  });

  it('is not prepared: one of another digest', async () => {
    const path = coordinator.tools.pathOf('perf');
    const binary = { source: 'host', path, sha256: ['a'.repeat(64)] } as const;
    expect(await tell({ binary })).toMatchObject(refusedFor('BinaryNotAllowed'));
  });
});

describe('what was planted in the spool', () => {
  it.each<[string, (directory: string) => Promise<unknown>]>([
    ["a link for the command's directory", (directory) => symlink(elsewhere, directory)],
    [
      "a link for the run's directory",
      async (directory) => {
        await mkdir(directory);
        await symlink(elsewhere, join(directory, 'run'));
      },
    ],
    [
      'a link for the journal',
      async (directory) => {
        await mkdir(directory);
        await symlink(join(elsewhere, 'x'), join(directory, 'journal.ndjson'));
      },
    ],
    [
      'a link for an output',
      async (directory) => {
        await mkdir(join(directory, 'run'), { recursive: true });
        await symlink(join(elsewhere, 'x'), join(directory, 'run', 'report.txt'));
      },
    ],
  ])('leads nothing elsewhere: %s', async (_what, plant) => {
    const command = coordinator.build('iostat', ['-x']);
    const directory = join(coordinator.stage.spool, command.commandId);
    await plant(directory);
    const [answer] = await coordinator.tell([command]);
    await rm(directory, { recursive: true, force: true });
    expect(answer).toMatchObject({ isPrepared: false, outcome: { ending: 'refused', artifacts: [] } });
  });
});
