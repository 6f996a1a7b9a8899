import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { findForbidden, listDeeds } from './deeds.ts';
import { findWaysOut } from './find-faults.ts';
import { compilePrograms, type Programs } from './targets.ts';
import { parseCalls } from './watched-call.ts';

// These tests need root and cc; they fail where one of them is missing.
let programs: Programs;
let top: string;
let misdeeds: string;

beforeAll(async () => {
  programs = await compilePrograms();
  top = mkdtempSync(join(tmpdir(), 'toe-misdeeds-'));
  misdeeds = join(top, 'misdeeds');
  execFileSync('cc', ['-O1', '-o', misdeeds, join(import.meta.dirname, 'misdeeds.c')]);
});
afterAll(async () => {
  rmSync(top, { recursive: true });
  await programs[Symbol.asyncDispose]();
});

/** Runs the misdeeds in a directory of their own, under watch. */
async function watch(name: string, ...args: readonly string[]) {
  const place = join(top, name);
  mkdirSync(place);
  const log = `${place}.log`;
  const command = [log, misdeeds, 'tool', misdeeds, place, ...args];
  const [code] = await once(spawn(programs.watcher, command, { stdio: 'ignore' }), 'exit');
  expect(code).toBe(0);
  return { place, calls: parseCalls(readFileSync(log, 'utf8')) };
}

it('sees whatever a program does, and whatever its children do after it', async () => {
  const stranger = spawn('/bin/sleep', ['600']);
  onTestFinished(async () => {
    const exited = once(stranger, 'exit');
    stranger.kill('SIGKILL');
    if (stranger.exitCode === null && stranger.signalCode === null) await exited;
  });
  const { place, calls } = await watch('seen', String(stranger.pid));
  const deeds = listDeeds(calls, { tool: 'perf', directory: '/nowhere', targetPids: [] });
  expect(deeds.map((deed) => deed.replaceAll(place, '{place}'))).toEqual([
    'write {place}/plain',
    'write {place}/how',
    'write {place}/at',
    'write {place}',
    'rename {place}/plain to {place}/renamed',
    'rename {place}/renamed to {place}/again',
    'link {place}/again to {place}/linked',
    'symlink {place}/symlinked',
    'unlink {place}/linked',
    'mkdir {place}/made',
    'unlink {place}/made',
    'mknod {place}/fifo',
    'chmod {place}/again',
    'chown {place}/again',
    'truncate {place}/again',
    'read /etc/shadow',
    'sendto inet:127.0.0.1:9',
    'sendmsg inet:127.0.0.1:9',
    'connect inet:127.0.0.1:9',
    'connect unix:/run/nobody',
    'bind unix:/run/nobody',
    'unlink /run/nobody',
    `signal 10 to ${stranger.pid}`,
    'unshare 512',
    'io_uring_setup 0',
    'execute /bin/true: true with words',
    'write {place}/late',
    'outlived 0',
  ]);
  expect(findForbidden(deeds, 'ss')).toEqual(deeds);
});

it('lets a program do what it likes in its own directory, and only there', async () => {
  const { place, calls } = await watch('own');
  const deeds = listDeeds(calls, { tool: 'perf', directory: place, targetPids: [] });
  expect(deeds.filter((deed) => deed.includes('{run}') || deed.includes(place))).toEqual([]);
  expect(deeds).toEqual(expect.arrayContaining(['read /etc/shadow', 'outlived 0']));
  expect(existsSync(join(place, 'late'))).toBe(true);
});

it('finds that a path of the directory leads out of it', async () => {
  const place = join(top, 'ways');
  mkdirSync(place);
  execFileSync('ln', ['-s', '/etc', join(place, 'etc')]);
  const call = { name: 'openat', thread: 1, value: 1, peer: '', remark: '' };
  const paths = [join(place, 'etc', 'passwd'), join(place, 'inside')];
  expect(await findWaysOut([{ ...call, paths }], place)).toEqual([`"${join(place, 'etc')}" leads to "/etc"`]);
});

it.each([
  ['a log without its end', 'openat\t1\t0\t/\tx\t\t\t\n', 'has no end'],
  ['a line of another form', 'openat\t1\nend\t0\t0\t\t\t\t\t\n', 'is no line of it'],
])('does not judge by %s', (_what, log, why) => {
  expect(() => parseCalls(log)).toThrow(why);
});
