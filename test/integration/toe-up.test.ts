import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startLoad } from '../faults/harness/load.ts';

const launcher = fileURLToPath(new URL('../../cli/toe', import.meta.url));
let state: string;
const running: ChildProcess[] = [];

interface Toe {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** The exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
}

function toe(...args: readonly string[]): Toe {
  const child = spawn(launcher, [...args, '--state-dir', state], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? ''));
  });
  return { child, pid: child.pid ?? 0, stdout: () => stdout, stderr: () => stderr, ended };
}

async function up(): Promise<Toe> {
  const line = toe('up', '--port', '0');
  const ready = vi.waitFor(() => expect(line.stderr()).toContain('Stop with Ctrl-C'), { timeout: 20_000 });
  await Promise.race([ready, line.ended]);
  expect(line.stderr()).toContain('Stop with Ctrl-C');
  return line;
}

/** Processes that work in this test's directory, by the folder (or the file) of what each runs. */
async function findChildren(): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const pid of (await readdir('/proc')).filter((name) => /^[0-9]+$/.test(name))) {
    const directory = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    if (!directory.startsWith(state)) continue;
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    found.set(
      words
        .find((word) => word.endsWith('main.ts'))
        ?.split('/')
        .at(-2) ?? words.join(' '),
      Number(pid),
    );
  }
  return found;
}

const untilNoChildren = async (): Promise<void> => {
  await vi.waitFor(async () => expect(await findChildren()).toEqual(new Map()), { timeout: 15_000 });
};

/** A killed agent leaves its cgroups to its successor, which removes them. */
async function startSuccessor(): Promise<void> {
  const line = await up();
  line.child.kill('SIGTERM');
  expect(await line.ended).toBe(0);
}

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'toe-up-'));
});

afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await untilNoChildren();
  await rm(state, { recursive: true });
});

describe('toe up', () => {
  it('serves until it is interrupted and leaves no process, lock or address', async () => {
    const line = await up();
    expect([...(await findChildren()).keys()].toSorted()).toEqual(['agent', 'coordinator']);
    const nodes = toe('nodes', '-o', 'name');
    expect(await nodes.ended).toBe(0);
    expect(nodes.stdout()).toMatch(/^node\/[a-z0-9.-]+\n$/);
    line.child.kill('SIGINT');
    expect(await line.ended).toBe(0);
    expect(await findChildren()).toEqual(new Map());
    expect((await readdir(state)).toSorted()).toEqual(['agent', 'coordinator', 'logs', 'pki']);
  });

  it('ends a capture that is under way when it is interrupted: stopped early, verified, with its flame graph', async () => {
    await using _load = await startLoad();
    const line = await up();
    expect(await toe('capture', 'perf', '--duration', '60s', '--name', 'mid', '--detach').ended).toBe(0);
    await vi.waitFor(
      async () => {
        const get = toe('get', 'mid', '-o', 'yaml');
        await get.ended;
        expect(get.stdout()).toContain('phase: Running');
        // In mid-capture: a perf that has just been executed does not handle its stop signal yet.
        const [, startedAt = ''] = /startedAt: (\S+)/.exec(get.stdout()) ?? [];
        expect(Date.now() - Date.parse(startedAt)).toBeGreaterThan(2_000);
      },
      { timeout: 20_000, interval: 200 },
    );
    line.child.kill('SIGINT');
    expect(await line.ended).toBe(0);
    const status = await readFile(join(state, 'coordinator/status/PowerTool/default/mid.yaml'), 'utf8');
    expect(status).toContain('phase: Succeeded');
    expect(status).toContain('reason: StoppedEarly');
    expect(status).toContain('reason: Processed\n');
    expect(await findChildren()).toEqual(new Map());
  }, 60_000);

  it('refuses to run twice on one state directory, and names the one that runs', async () => {
    const line = await up();
    const second = toe('up', '--port', '0');
    expect(await second.ended).toBe(1);
    expect(second.stderr()).toContain(`it is process ${line.pid}, and serves 127.0.0.1:`);
    expect((await findChildren()).size).toBe(2);
  });

  it('leaves nothing running when it is killed, and starts again after', async () => {
    const line = await up();
    line.child.kill('SIGKILL');
    await line.ended;
    await untilNoChildren();
    expect(await readdir(state)).toContain('up.lock');
    await startSuccessor();
  });

  it.each(['coordinator', 'agent'])('says so, stops the rest and fails when the %s dies', async (name) => {
    const line = await up();
    process.kill((await findChildren()).get(name) ?? 0, 'SIGKILL');
    expect(await line.ended).toBe(1);
    expect(line.stderr()).toContain(
      `Cannot go on: the ${name} was ended by SIGKILL; its log is "${state}/logs/`,
    );
    expect(await findChildren()).toEqual(new Map());
    if (name === 'agent') await startSuccessor();
  });
});

describe('toe up --demo', () => {
  it('captures its own load, proves every file and leaves only its state directory', async () => {
    const line = toe('up', '--demo', '--duration', '5s');
    expect(await line.ended).toBe(0);
    expect(line.stdout()).toMatch(/^Capture {6}\S+: Succeeded$/m);
    expect(line.stdout()).not.toContain('DIFFERS');
    const [, path = ''] = /^Flame graph {2}(.+)$/m.exec(line.stdout()) ?? [];
    expect(await readFile(path, 'utf8')).toContain('toeDemoParseOrders');
    expect(await findChildren()).toEqual(new Map());
  }, 90_000);

  it('keeps what there is when it is interrupted in the middle, and exits with 130', async () => {
    const line = toe('up', '--demo', '--duration', '60s');
    await vi.waitFor(() => expect(line.stderr()).toMatch(/^\S+: running$/m), { timeout: 30_000 });
    line.child.kill('SIGINT');
    expect(await line.ended).toBe(130);
    expect(line.stdout()).toMatch(/^File {9}.*perf\.data .* verified$/m);
    expect(await findChildren()).toEqual(new Map());
  }, 90_000);

  it.each(['coordinator', 'agent', 'the command line itself'])(
    'ends its load too when %s dies',
    async (name) => {
      const line = toe('up', '--demo', '--duration', '60s');
      await vi.waitFor(() => expect(line.stderr()).toMatch(/^\S+: running$/m), { timeout: 30_000 });
      const children = await findChildren();
      expect(children.size).toBeGreaterThanOrEqual(3);
      process.kill(children.get(name) ?? line.pid, 'SIGKILL');
      expect(await line.ended).toBe(children.has(name) ? 1 : 'SIGKILL');
      await untilNoChildren();
      if (name === 'agent') await startSuccessor();
    },
    90_000,
  );
});
