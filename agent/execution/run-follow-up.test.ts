import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { expectNothingLeft } from '../../test/builders/nothing-left.ts';
import { executionDeps, neverAborted, openStage } from '../../test/builders/tool-stage.ts';
import { openToyHost } from '../../test/builders/toy-host.ts';
import { readVersion } from './read-version.ts';
import { runFollowUp } from './run-follow-up.ts';

// These tests need root, cgroups, cc and perf; they fail where one of them is missing.
const instance = `follow-up-${process.pid}`;
const host = openToyHost(instance);
expectNothingLeft(instance, () => host.toy.path);

/** Counts what it gets, and takes its time over each chunk. */
class SlowSink extends Writable {
  bytes = 0;

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.bytes += chunk.length;
    setImmediate(done);
  }
}

test('all of a large stdout arrives at a slow reader without being held in memory', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const sink = new SlowSink();
  const before = process.memoryUsage().rss;
  const request = { ...stage.makeRequest(['say', '400000000']), stdoutTo: sink, timeoutMs: 20_000 };
  const result = await runFollowUp(request, executionDeps, neverAborted);
  expect(result).toStrictEqual({ kind: 'finished', diagnostics: '' });
  expect(sink.bytes).toBe(400_000_000);
  expect(sink.writableFinished).toBe(true);
  expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
});

test('perf script reads in the same cgroup what perf record left', async () => {
  await using stage = await openStage(host.cgroups, '/usr/bin/perf', { memoryBytes: 512 << 20 });
  const capabilities = ['PERFMON', 'SYS_PTRACE', 'SYSLOG', 'SYS_ADMIN', 'SYS_CHROOT'];
  const args = ['record', '-e', 'cpu-clock', '-F', '199', '-a', '-g', '-o', 'perf.data'];
  expect((await stage.run(args, { durationMs: 700, capabilities })).ending).toBe('succeeded');
  const file = join(stage.directory, 'script.txt');
  const result = await runFollowUp(
    {
      ...stage.makeRequest(['script', '-i', 'perf.data'], { capabilities }),
      stdoutTo: createWriteStream(file),
      timeoutMs: 20_000,
    },
    executionDeps,
    neverAborted,
  );
  expect(result).toStrictEqual({ kind: 'finished', diagnostics: expect.any(String) });
  expect(await readFile(file, 'utf8')).toContain('cpu-clock');
});

test('a program that needs more memory than the run may have says so', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const request = { ...stage.makeRequest(['hog']), stdoutTo: new SlowSink(), timeoutMs: 20_000 };
  expect(await runFollowUp(request, executionDeps, neverAborted)).toMatchObject({
    kind: 'failed',
    reason: 'MemoryLimit',
  });
});

test('a program over its time is killed with all that it started', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const request = { ...stage.makeRequest(['wait']), stdoutTo: new SlowSink(), timeoutMs: 100 };
  expect(await runFollowUp(request, executionDeps, neverAborted)).toMatchObject({
    kind: 'failed',
    reason: 'GraceExceeded',
  });
});

test('a program that fails says how, with what it wrote on stderr', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const request = { ...stage.makeRequest(['exit', '5']), stdoutTo: new SlowSink(), timeoutMs: 5_000 };
  expect(await runFollowUp(request, executionDeps, neverAborted)).toStrictEqual({
    kind: 'failed',
    reason: 'ToolFailed',
    message: `Cannot complete "${host.toy.path} exit": it exited with 5`,
    diagnostics: 'Leaving with 5',
  });
});

test('a reader that breaks fails the program instead of losing its output silently', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('The disk is full')) });
  const request = { ...stage.makeRequest(['say', '400000000']), stdoutTo: broken, timeoutMs: 5_000 };
  expect((await runFollowUp(request, executionDeps, neverAborted)).kind).toBe('failed');
});

test('an aborted signal ends the program', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  const request = { ...stage.makeRequest(['wait']), stdoutTo: new SlowSink(), timeoutMs: 20_000 };
  const result = await runFollowUp(request, executionDeps, AbortSignal.timeout(100));
  expect(result).toMatchObject({ kind: 'failed' });
});

test.each([
  ['/usr/bin/perf', ['--version'], /^perf version 6/],
  ['toy', ['version'], /^toy 1\.2\.3$/],
])('the version of %s is what it prints', async (path, args, expected) => {
  await using stage = await openStage(host.cgroups, path === 'toy' ? host.toy.path : path);
  const result = await readVersion(stage.binary, args, stage.directory, neverAborted);
  expect(result).toMatchObject({ kind: 'version', version: expect.stringMatching(expected) });
});

test('a version command that fails or hangs is no version', async () => {
  await using stage = await openStage(host.cgroups, host.toy.path);
  expect(await readVersion(stage.binary, ['exit', '3'], stage.directory, neverAborted)).toStrictEqual({
    kind: 'failed',
    message: `Cannot read the version with "${host.toy.path} exit 3": it ended with 3: Leaving with 3`,
  });
  const hanging = readVersion(stage.binary, ['wait'], stage.directory, AbortSignal.timeout(200));
  expect((await hanging).kind).toBe('failed');
});
