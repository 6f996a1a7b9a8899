import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureAuthority } from '../shared/pki/authority.ts';
import { issueCertificate } from '../shared/pki/issue-certificate.ts';
import { type RunningCommandLine, startCommandLine } from '../test/builders/command-line.ts';
import { FakeCaptureService } from '../test/fakes/fake-capture-service.ts';

let state: string;
let out: string;
let service: FakeCaptureService;

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'toe-cli-'));
  out = join(state, 'out');
  await mkdir(out);
  service = new FakeCaptureService();
  const apiAddress = await service.start(join(state, 'pki'));
  await issueCertificate(await ensureAuthority(join(state, 'pki')), { kind: 'user', name: 'root' });
  await writeFile(join(state, 'up.json'), JSON.stringify({ pid: 1, apiAddress }));
});

afterEach(async () => {
  service.stop();
  await rm(state, { recursive: true });
});

const toe = (...args: readonly string[]): RunningCommandLine => startCommandLine(state, args);
const capture = (...args: readonly string[]): RunningCommandLine =>
  toe('capture', 'perf', '--name', 'c1', '--output', out, ...args);

/** Waits until the capture exists and the command line watches it. */
const untilWatched = async (): Promise<void> => {
  await vi.waitFor(() => expect(service.watchCount).toBe(1));
};

describe('toe capture', () => {
  it('follows a capture, downloads what is verified and exits with 0', async () => {
    const profile = randomBytes(5000);
    service.putFile('node-1', 'perf.data', profile);
    service.putFile('', 'flamegraph.html', Buffer.from('<html>'));
    const line = capture();
    await untilWatched();
    service.advance('c1', 'Running', [{ node: 'node-1', state: 'running' }]);
    service.advance('c1', 'Succeeded', [{ node: 'node-1', state: 'verified' }]);
    expect(await line.done).toBe(0);
    expect(await readFile(join(out, 'c1', 'node-1', 'perf.data'))).toEqual(profile);
    expect(line.stdout()).toBe(
      `${join(out, 'c1', 'flamegraph.html')}\n${join(out, 'c1', 'node-1', 'perf.data')}\n`,
    );
    expect(line.stderr()).toContain('node-1: running\n');
    expect(line.stderr()).toContain('perf record -F 99');
    expect(service.callers).toEqual([{ kind: 'user', name: 'root' }]);
    expect(service.captures.get('c1')?.spec).toEqual({
      tool: { name: 'perf', args: ['record', '-F', '99', '-a', '-g'], duration: '10s' },
      targets: { nodeNames: ['node-1'] },
    });
  });

  it.each([
    ['PartiallySucceeded', 3],
    ['Failed', 1],
    ['Cancelled', 1],
  ] as const)('exits after phase %s with %i', async (phase, exitCode) => {
    const line = capture('--no-download');
    await untilWatched();
    service.advance('c1', phase, [{ node: 'node-1', state: 'failed' }]);
    expect(await line.done).toBe(exitCode);
  });

  it('stops at the first interruption, keeps what there is and exits with 130', async () => {
    service.putFile('node-1', 'perf.data', Buffer.from('bytes'));
    const line = capture();
    await untilWatched();
    line.signals.emit('SIGINT');
    expect(await line.done).toBe(130);
    expect(service.stops).toEqual(['c1']);
    expect(await readdir(join(out, 'c1', 'node-1'))).toEqual(['perf.data']);
    expect(line.signals.eventNames()).toEqual([]);
  });

  it('leaves at the second interruption and says how to come back', async () => {
    service.onStop = () => undefined;
    const line = capture();
    await untilWatched();
    line.signals.emit('SIGINT');
    await vi.waitFor(() => expect(service.stops).toEqual(['c1']));
    line.signals.emit('SIGINT');
    expect(await line.done).toBe(130);
    expect(line.stderr()).toContain('toe watch c1');
    expect(line.stderr()).toContain('toe download c1');
  });

  it('does not stop when the terminal hangs up', async () => {
    const line = capture();
    await untilWatched();
    line.signals.emit('SIGHUP');
    expect(await line.done).toBe(130);
    expect(service.stops).toEqual([]);
  });

  it('leaves after its timeout with 4 and lets the capture go on', async () => {
    const line = capture('--timeout', '50ms');
    expect(await line.done).toBe(4);
    expect(service.stops).toEqual([]);
    expect(line.stderr()).toContain('toe watch c1');
  });

  it('goes on following after the coordinator was away', async () => {
    const line = capture('--no-download');
    await untilWatched();
    service.breakWatches();
    await untilWatched();
    service.advance('c1', 'Succeeded', [{ node: 'node-1', state: 'verified' }]);
    expect(await line.done).toBe(0);
    expect(line.stderr()).toContain('Lost the coordinator');
  });

  it('goes on following where the watch ends before the capture does', async () => {
    const line = capture('--no-download');
    await untilWatched();
    service.endWatches();
    await untilWatched();
    service.advance('c1', 'Succeeded', [{ node: 'node-1', state: 'verified' }]);
    expect(await line.done).toBe(0);
    expect(line.stderr()).not.toContain('Lost the coordinator');
  });

  it('creates nothing in a dry run and shows the preview on stdout', async () => {
    const line = capture('--dry-run', '--', 'record', '-F', '99');
    expect(await line.done).toBe(0);
    expect(line.stdout()).toContain('Command   perf record -F 99\n');
    expect(service.captures.size).toBe(0);
  });

  it('creates nothing when the preview has faults, and tells all of them', async () => {
    service.faults = ['argument "-X" is not known', 'duration is too long'];
    const line = capture();
    expect(await line.done).toBe(2);
    expect(line.stderr()).toContain('argument "-X" is not known; duration is too long');
    expect(service.captures.size).toBe(0);
  });

  it('leaves at once when detached', async () => {
    const line = capture('--detach', '-o', 'name');
    expect(await line.done).toBe(0);
    expect(line.stdout()).toBe('powertool/c1\n');
  });

  it('says nothing on stderr when quiet', async () => {
    const line = capture('--quiet', '--detach');
    expect(await line.done).toBe(0);
    expect(line.stderr()).toBe('');
  });
});

describe('toe watch and toe stop', () => {
  it('never stops a capture when it is left', async () => {
    await capture('--detach').done;
    const line = toe('watch', 'c1');
    await untilWatched();
    line.signals.emit('SIGINT');
    expect(await line.done).toBe(130);
    expect(service.stops).toEqual([]);
  });

  it('asks the coordinator to stop a capture', async () => {
    await capture('--detach').done;
    expect(await toe('stop', 'c1').done).toBe(0);
    expect(service.stops).toEqual(['c1']);
  });

  it('says which capture is not there, and what to type next', async () => {
    const line = toe('watch', 'nope');
    expect(await line.done).toBe(1);
    expect(line.stderr()).toBe('Cannot watch capture "nope": there is no capture "nope"\nNext: toe get -A\n');
  });
});

describe('toe get, nodes, tools and delete', () => {
  it('shows captures as a table, as names and as objects', async () => {
    await capture('--detach').done;
    const table = toe('get');
    expect(await table.done).toBe(0);
    expect(table.stdout().split('\n')[1]).toMatch(/^default {4}c1 +perf {2}Pending/);
    const names = toe('-o', 'name', 'get');
    await names.done;
    expect(names.stdout()).toBe('powertool/c1\n');
    const object = toe('get', 'c1', '-o', 'json');
    await object.done;
    expect(JSON.parse(object.stdout())).toMatchObject({ kind: 'PowerTool', metadata: { name: 'c1' } });
  });

  it('shows nodes and tools', async () => {
    const nodes = toe('nodes');
    await nodes.done;
    expect(nodes.stdout()).toContain('node-1  yes');
    const tools = toe('tools', '-o', 'yaml');
    await tools.done;
    expect(tools.stdout()).toContain('name: perf');
  });

  it('deletes a capture', async () => {
    await capture('--detach').done;
    expect(await toe('delete', 'c1').done).toBe(0);
    expect(service.captures.size).toBe(0);
  });
});

describe('faults of the command line', () => {
  it('says how to start when nothing runs', async () => {
    await rm(join(state, 'up.json'));
    const line = toe('nodes');
    expect(await line.done).toBe(1);
    expect(line.stderr()).toMatch(/^Cannot reach the coordinator: .*\nNext: toe up\n$/);
  });

  it('says how to start when the coordinator is gone', async () => {
    service.stop();
    const line = toe('nodes');
    expect(await line.done).toBe(1);
    expect(line.stderr()).toMatch(/^Cannot reach the coordinator at 127\.0\.0\.1:[0-9]+: /);
  });

  it.each([
    [['nodes', '--bogus']],
    [['capture']],
    [['bogus']],
    [['get', '-o', 'xml']],
    [['capture', 'perf', '--duration', '1x']],
    [['capture', 'perf', '--all', '--node', 'a']],
    [['capture', 'perf', '--timeout', 'soon']],
    [['nodes', '--server', 'nonsense']],
    [['up', '--port', '99999']],
    [['up', '--label', 'x']],
  ])('exits with 2 for %j', async (args) => {
    const line = toe(...args);
    expect(await line.done).toBe(2);
    expect(line.stderr()).toContain('Cannot ');
  });
});
